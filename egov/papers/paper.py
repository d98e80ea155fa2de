"""A paper of the state: what stands on it, and the door to the press.

The press takes 30 MB and a sixth of a second, so it is brought in for the first paper: most processes print none.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from egov.config import ROOT
from egov.papers.faces import MissingGlyph, face_of, has_face, paragraphs_of

__all__ = ["MissingGlyph", "Paper", "check_letters", "missing_letters", "write_paper"]

CREST = ROOT / "egov" / "static" / "crest.svg"


@dataclass(frozen=True)
class Paper:
    """What stands on a paper, in the reader's words. ``heading`` is the name of the country.

    ``rows`` are labels and values; ``qr_url`` is the public address where the paper can be checked, empty for a paper
    without one, and ``how_to_check`` says it in each language; ``specimen_word`` is written large across a paper that
    is not valid; ``accent`` is ``#rrggbb``.
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
    how_to_check: tuple[str, ...] = ()
    specimen_word: str = ""
    accent: str = "#0b5260"
    crest: Path = CREST


def check_letters(paper: Paper) -> None:
    """Raises MissingGlyph for the first character of the paper that no font has."""
    for text in _texts(paper):
        for paragraph in paragraphs_of(text):
            for character in paragraph:
                face_of(character, None)


def missing_letters(text: str) -> str:
    """The characters that no font has, each once."""
    return "".join(character for character in dict.fromkeys("".join(paragraphs_of(text))) if not has_face(character))


def write_paper(paper: Paper) -> bytes:
    """The paper as an A4 PDF; the same paper at the same moment gives the same bytes. Raises MissingGlyph."""
    check_letters(paper)
    pdf: bytes = importlib.import_module("egov.papers.pdf").printed(paper)
    return pdf


def _texts(paper: Paper) -> Iterator[str]:
    yield from (paper.heading, paper.office, paper.title, paper.intro, paper.number, paper.date_line)
    yield from (paper.qr_url, paper.specimen_word, *paper.how_to_check, *paper.footer)
    for label, value in paper.rows:
        yield from (label, value)
