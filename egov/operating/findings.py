"""What the doctor finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from egov.texts import Text


class Level(StrEnum):
    """How much it matters: something is wrong, or somebody should know."""

    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What is the matter, in a sentence, and what to do about it; ``command``: what to type, if anything."""

    level: Level
    sentence: Text
    cure: Text
    command: str = ""


Check = Callable[[], Iterator[Finding]]


def wrong(sentence: Text, cure: Text, command: str = "") -> Finding:
    """Something does not work, or soon will not."""
    return Finding(Level.WRONG, sentence, cure, command)


def note(sentence: Text, cure: Text, command: str = "") -> Finding:
    """Something that works, and that somebody should know."""
    return Finding(Level.NOTE, sentence, cure, command)
