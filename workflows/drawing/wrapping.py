"""How wide words are, and where a line must break: SVG does neither by itself.

Widths are those of Noto Sans, the widest of the fonts that the pages use, so that what fits here fits everywhere.
"""

import unicodedata

# In thousandths of the font size.
NARROW, THIN, BROAD, BROADEST = 270, 360, 680, 900
LETTERS = dict.fromkeys("iljI.,:;'|! ", NARROW) | dict.fromkeys("frt()-[]/", THIN)
LETTERS |= dict.fromkeys("ABCDEGHKNOPQRSTUVXYZ&", BROAD) | dict.fromkeys("mwMW%@", BROADEST)
USUAL = 570
BOLD = 1.07


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in the units of the font size."""
    return sum(map(_letter, text)) * size / 1000 * (BOLD if bold else 1)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that are not wider than ``width``; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _letter(letter: str) -> int:
    if letter in LETTERS:
        return LETTERS[letter]
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in ("W", "F") else USUAL
