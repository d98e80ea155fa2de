"""A paper of the state: what stands on it, and the door to the press.

The press takes 20 MB and a sixth of a second, so it is brought in for the first paper: most processes print none.
"""

import importlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from egov.config import ROOT
from egov.errors import BadInput
from egov.texts import _

CREST = ROOT / "egov" / "static" / "crest.svg"


class MissingGlyph(BadInput):
    """No font has this character, so the paper cannot be printed as it must be."""

    def __init__(self, character: str) -> None:
        self.character = character
        name = unicodedata.name(character, "?")
        super().__init__(
            _(
                "The character “%(character)s” (%(code)s, %(name)s) cannot be printed. "
                "Ask those who run this site to add a font for it.",
                character=character,
                code=f"U+{ord(character):04X}",
                name=name,
            )
        )


@dataclass(frozen=True)
class Paper:
    """What stands on a paper, in the reader's words. ``heading`` is the name of the country.

    ``rows`` are labels and values; ``qr_url`` is the public address where the paper can be checked, empty for a paper
    without one; ``specimen_word`` is written large across a paper that is not valid; ``accent`` is ``#rrggbb``.
    """

    language: str
    direction: str
    heading: str
    office: str
    title: str
    intro: str
    rows: tuple[tuple[str, str], ...]
    number: str
    date_line: str
    footer: tuple[str, ...] = ()
    qr_url: str = ""
    specimen_word: str = ""
    accent: str = "#0b5260"
    crest: Path = CREST


def check_letters(paper: Paper) -> None:
    """Raises MissingGlyph for the first character of the paper that no font has."""
    _press().check_letters(paper)


def write_paper(paper: Paper) -> bytes:
    """The paper as an A4 PDF; the same paper at the same moment gives the same bytes. Raises MissingGlyph."""
    pdf: bytes = _press().write_paper(paper)
    return pdf


def _press() -> ModuleType:
    return importlib.import_module("egov.papers.pdf")
