"""Digits of every script: people may type their own, and read their own."""

import unicodedata

# The code point of zero in each system; the other nine follow it (Unicode, names as in CLDR).
ZEROS = {
    "latn": 0x0030,
    "arab": 0x0660,
    "arabext": 0x06F0,
    "nkoo": 0x07C0,
    "deva": 0x0966,
    "beng": 0x09E6,
    "guru": 0x0A66,
    "gujr": 0x0AE6,
    "tamldec": 0x0BE6,
    "telu": 0x0C66,
    "thai": 0x0E50,
    "laoo": 0x0ED0,
    "tibt": 0x0F20,
    "mymr": 0x1040,
    "khmr": 0x17E0,
}

MINUS = "\u2212"
ARABIC_DECIMAL, ARABIC_GROUP = "\u066b", "\u066c"
_TO_NATIVE = {
    system: str.maketrans("0123456789", "".join(chr(zero + n) for n in range(10))) for system, zero in ZEROS.items()
}


def to_latin(text: str) -> str:
    """The text with every Unicode decimal digit as 0-9, and the Arabic separators as point and comma."""
    latin = "".join(_latin_digit(character) for character in text)
    return latin.replace(ARABIC_DECIMAL, ".").replace(ARABIC_GROUP, ",")


def to_native(text: str, system: str) -> str:
    """The text with 0-9 written in a numbering system of ``ZEROS``; nothing else changes."""
    return text.translate(_TO_NATIVE[system])


def without_invisible(text: str) -> str:
    """The text without direction marks and joiners, which come along when a number is copied from a page."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def as_on_keyboards(text: str) -> str:
    """A number as keyboards write it: Latin digits, every dash as a hyphen, nothing invisible."""
    latin = to_latin(without_invisible(text))
    return "".join("-" if c == MINUS or unicodedata.category(c) == "Pd" else c for c in latin)


def left_to_right(text: str) -> str:
    """A number that keeps its order inside a sentence of either direction (Unicode Annex 9: LRI and PDI)."""
    return f"\u2066{text}\u2069"


def _latin_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
