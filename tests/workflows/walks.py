"""Walks: chance decides what happens next, a number says how chance falls, so that each walk can be walked again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Protocol

SHORTER_ONES = 2000  # other walks that are tried, to tell of the shortest that comes to the same trouble


class Walker(Protocol):
    """Goes one step further whenever it is told to; ``story`` is what has happened so far."""

    story: list[str]

    def go_on(self) -> None:
        """Let one thing happen, and see that all is well afterwards."""


Begin = Callable[[Random], Walker]


@dataclass(frozen=True)
class Trouble:
    """A walk that ended badly: its number, what had happened, and what was wrong then."""

    seed: int
    story: list[str]
    wrong: BaseException

    def __str__(self) -> str:
        told = "\n".join(f"  {number}. {line}" for number, line in enumerate(self.story, 1))
        return f"walk {self.seed} goes wrong: {self.wrong!r}\n{told}"


def walk_all(begin: Begin, seeds: Iterable[int], steps: int, *, shorter_ones: int = SHORTER_ONES) -> int:
    """Take exactly so many steps on each walk; how many steps that were. Of trouble the shortest story is told."""
    taken = 0
    for seed in seeds:
        trouble = troubled(begin, seed, steps)
        if trouble:
            shortest = shortened(begin, trouble, shorter_ones)
            raise AssertionError(str(shortest)) from shortest.wrong
        taken += steps
    return taken


def troubled(begin: Begin, seed: int, steps: int) -> Trouble | None:
    """What goes wrong on a walk, None where nothing does."""
    walker = begin(Random(seed))
    try:
        for _step in range(steps):
            walker.go_on()
    except Exception as wrong:  # Whatever it is, its story is told.
        return Trouble(seed, walker.story, wrong)
    return None


def shortened(begin: Begin, trouble: Trouble, tries: int) -> Trouble:
    """The trouble that other walks come to after fewer steps, if any does."""
    for seed in range(tries):
        trouble = troubled(begin, seed, len(trouble.story) - 1) or trouble
    return trouble
