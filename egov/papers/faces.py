"""The fonts of printed papers, and which of them writes a character."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from uharfbuzz import Blob
from uharfbuzz import Face as Shapes

from egov.errors import BadInput
from egov.texts import _

FOLDER = Path(__file__).parent / "fonts"
LEADING = "NotoSans"


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


def has_face(character: str) -> bool:
    """Whether a character can be printed, or is not seen anyway."""
    try:
        face_of(character, None)
    except MissingGlyph:
        return False
    return True


def paragraphs_of(text: str) -> list[str]:
    """The lines as they were written; a tab is a space."""
    return [line.replace("\t", " ").strip(" ") for line in text.splitlines()] or [""]


def _face(regular: Path) -> Face:
    bold = regular.with_name(regular.name.replace("-Regular", "-Bold"))
    if not bold.exists():
        return Face(regular.stem.split("-")[0], regular, regular, _characters(regular))
    return Face(regular.stem.split("-")[0], regular, bold, _characters(regular) & _characters(bold))


def _characters(file: Path) -> frozenset[int]:
    return frozenset(Shapes(Blob.from_file_path(str(file))).unicodes)
