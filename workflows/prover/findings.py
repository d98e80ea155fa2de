"""What the prover tells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A fault: ``check`` names it and its page in ``docs/checks/``, ``sentence`` says what is wrong and what to do,
    ``story`` is the shortest way there, ``where`` are words that stand on the line to be changed."""

    check: str
    sentence: str
    story: str
    where: str = ""
