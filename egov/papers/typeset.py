"""Setting lines of mixed scripts: which font, which direction, where the line breaks.

fpdf2 shapes a stretch of one direction well, but orders several of them only roughly. So the order on the line is
worked out here, by the Unicode Bidirectional Algorithm (UAX #9), and fpdf2 gets one stretch at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from fpdf import FPDF
from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

from egov.papers.faces import Face, face_of, paragraphs_of

LINE_HEIGHT = 1.45
POINT = 25.4 / 72  # millimetres


@dataclass(frozen=True)
class Style:
    """Size in points, colour as ``#rrggbb``."""

    size: float
    colour: str
    bold: bool = False


@dataclass(frozen=True)
class Box:
    """Where text goes, in millimetres; it grows downward. ``align`` is left, right or center."""

    x: float
    y: float
    width: float
    align: str


@dataclass(frozen=True)
class Letter:
    """A character with its font and its embedding level: odd levels run from right to left."""

    character: str
    face: Face
    level: int


@dataclass(frozen=True)
class Run:
    """A stretch of one font and one level."""

    text: str
    face: Face
    level: int


def letters_of(text: str) -> tuple[Letter, ...]:
    """The visible characters of one paragraph in reading order. Raises MissingGlyph.

    The paragraph takes its direction from its first letter, like HTML's ``dir="auto"``: a number in an Arabic paper
    keeps its groups in order.
    """
    found = []
    before: Face | None = None
    for place in BidiParagraph(text, auto_detect_base_direction(text), preserve_bn_chars=True).get_characters():
        face = face_of(place.character, before)
        if face:
            found.append(Letter(place.character, face, place.embedding_level))
            before = face
    return tuple(found)


def runs_in_order(letters: tuple[Letter, ...]) -> list[Run]:
    """The runs of one line from left to right (UAX #9, rule L2)."""
    runs = [
        Run("".join(letter.character for letter in group), face, level)
        for (face, level), group in groupby(letters, key=lambda letter: (letter.face, letter.level))
    ]
    highest = max((run.level for run in runs), default=0)
    for level in range(highest, 0, -1):
        runs = [
            run for high, group in groupby(runs, key=lambda run: run.level >= level) for run in _turned(high, group)
        ]
    return runs


def _turned(high: bool, group: Iterator[Run]) -> list[Run]:
    runs = list(group)
    return runs[::-1] if high else runs


class Typesetter:
    """Writes text on the pages of one document."""

    def __init__(self, pdf: FPDF) -> None:
        self.pdf = pdf
        self.loaded: set[tuple[str, bool]] = set()

    def write(self, text: str, box: Box, style: Style) -> float:
        """Write into the box and return the height that was used."""
        height = style.size * POINT * LINE_HEIGHT
        lines = self.lines(text, box.width, style)
        for number, line in enumerate(lines):
            self._draw(line, Box(box.x, box.y + number * height, box.width, box.align), style)
        return len(lines) * height

    def height(self, text: str, width: float, style: Style) -> float:
        """The height that the text would use."""
        return len(self.lines(text, width, style)) * style.size * POINT * LINE_HEIGHT

    def width(self, text: str, style: Style) -> float:
        """The width of the text on one line."""
        return self._measure(letters_of(text), style)

    def lines(self, text: str, width: float, style: Style) -> list[tuple[Letter, ...]]:
        """The text broken into lines between words, and inside a word only where it is wider than a line."""
        found: list[tuple[Letter, ...]] = []
        for paragraph in paragraphs_of(text):
            letters = letters_of(paragraph)
            line: tuple[Letter, ...] = ()
            for word in [letters] if self._measure(letters, style) <= width else _words(letters):
                if line and self._measure(_trimmed(line + word), style) > width:
                    found.append(_trimmed(line))
                    line = ()
                *full, line = self._cut(line + word, width, style)
                found += full
            found.append(_trimmed(line))
        return found

    def _cut(self, letters: tuple[Letter, ...], width: float, style: Style) -> list[tuple[Letter, ...]]:
        pieces = []
        while self._measure(_trimmed(letters), style) > width and len(letters) > 1:
            fits = 1
            while self._measure(letters[: fits + 1], style) <= width:
                fits += 1
            pieces.append(letters[:fits])
            letters = letters[fits:]
        return [*pieces, letters]

    def _measure(self, letters: tuple[Letter, ...], style: Style) -> float:
        return sum(self._run_width(run, style) for run in runs_in_order(letters))

    def _run_width(self, run: Run, style: Style) -> float:
        self._use(run, style)
        return self.pdf.get_string_width(run.text)

    def _draw(self, letters: tuple[Letter, ...], box: Box, style: Style) -> None:
        widths = [(run, self._run_width(run, style)) for run in runs_in_order(letters)]
        spare = box.width - sum(width for _run, width in widths)
        self.pdf.set_xy(box.x + {"left": 0, "right": spare, "center": spare / 2}[box.align], box.y)
        self.pdf.set_text_color(style.colour)
        for run, width in widths:
            self._use(run, style)
            self.pdf.cell(width, style.size * POINT * LINE_HEIGHT, run.text)

    def _use(self, run: Run, style: Style) -> None:
        """Make the font of a run the current one, read at its first use: most papers need two of the files."""
        weight = "B" if style.bold else ""
        if (run.face.name, style.bold) not in self.loaded:
            self.pdf.add_font(run.face.name, weight, run.face.bold if style.bold else run.face.regular)
            self.loaded.add((run.face.name, style.bold))
        self.pdf.set_font(run.face.name, weight, style.size)
        self.pdf.set_text_shaping(True, direction=TextDirection.RTL if run.level % 2 else TextDirection.LTR)


def _words(letters: tuple[Letter, ...]) -> list[tuple[Letter, ...]]:
    """The words, each with the spaces after it."""
    words: list[tuple[Letter, ...]] = []
    start = 0
    for place in range(1, len(letters)):
        if letters[place - 1].character == " " and letters[place].character != " ":
            words.append(letters[start:place])
            start = place
    return [*words, letters[start:]] if letters else []


def _trimmed(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    end = len(letters)
    while end and letters[end - 1].character == " ":
        end -= 1
    return letters[:end]
