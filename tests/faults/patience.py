"""People who come again when they are asked to, while something below the house is away."""

from collections.abc import Callable

from tests.faults.crowd import fail
from tests.faults.walker import Somebody, Walked, nothing, walk

SENTENCE = "Please try again in a few minutes"
MOST_PATIENCE = 100


def fail_to_wait() -> None:
    """Nobody is asked to come back later where the house is well."""
    raise AssertionError("somebody is asked to wait, and nothing has happened")


def walks_through(
    url: str, number: int, wait: Callable[[], object] = fail_to_wait, before: Callable[[], object] = nothing
) -> tuple[Walked, int]:
    """One walk by people who ``wait`` when they are asked to; how often they were. ``before`` each form is sent."""
    asked: list[str] = []

    def asked_to_wait(somebody: Somebody) -> None:
        assert SENTENCE in somebody.words, f"{somebody.path} is refused without a word: {somebody.words}"
        asked.append(somebody.path)
        assert len(asked) < MOST_PATIENCE, f"{somebody.path} is refused for good"
        wait()

    walked = Walked(f"Rex {number}")
    applicant, officer = (Somebody(url, fail, asked_to_wait, before) for _person in range(2))
    walk(applicant, officer, walked)
    return walked, len(asked)
