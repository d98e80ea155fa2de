"""The fonts of printed papers, and which of them writes a character."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from egov.papers.paper import MissingGlyph

FOLDER = Path(__file__).parent / "fonts"
LEADING = "NotoSans"


@dataclass(frozen=True)
class Face:
    """A font family: the file of each weight, and the characters it has."""

    name: str
    regular: Path
    bold: Path
    characters: frozenset[int]

    def __contains__(self, character: str) -> bool:
        return ord(character) in self.characters


@cache
def faces() -> tuple[Face, ...]:
    """All fonts in the folder, the leading one first."""
    files = sorted(FOLDER.glob("*-Regular.ttf"), key=lambda file: (not file.name.startswith(f"{LEADING}-"), file.name))
    return tuple(_face(file) for file in files)


def face_of(character: str, before: Face | None) -> Face | None:
    """The font for a character, None for one that is not seen. Raises MissingGlyph.

    What is not a letter or a digit stays in the font of the letter before it, so that accents meet their letter and
    a sentence is not cut at each space.
    """
    category = unicodedata.category(character)
    if before and category[0] not in "LN" and character in before:
        return before
    for face in faces():
        if character in face:
            return face
    if category == "Cf":
        return None
    raise MissingGlyph(character)


def _face(regular: Path) -> Face:
    bold = regular.with_name(regular.name.replace("-Regular", "-Bold"))
    if not bold.exists():
        return Face(regular.stem.split("-")[0], regular, regular, _characters(regular))
    return Face(regular.stem.split("-")[0], regular, bold, _characters(regular) & _characters(bold))


def _characters(file: Path) -> frozenset[int]:
    pdf = FPDF()
    pdf.add_font("face", "", file)
    font = pdf.fonts["face"]
    close_fonts(pdf)
    return frozenset(font.cmap if isinstance(font, TTFFont) else ())


def close_fonts(pdf: FPDF) -> None:
    """Close the font files of a document: fpdf2 leaves them open."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()
