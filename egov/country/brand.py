"""How the state shows itself: colours, motto and what its site promises."""

import re
from dataclasses import dataclass

from egov.country.localized import Localized
from egov.country.source import Section

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3.


@dataclass(frozen=True)
class Brand:
    """``colour`` carries white text, ``deep`` is its deeper shade and ``accent`` only decorates."""

    colour: str
    deep: str
    accent: str
    motto: Localized
    tagline: Localized


def read_brand(pack: Section) -> Brand:
    section = pack.section("brand")
    colours = {key: _colour(section, key) for key in ("colour", "deep", "accent")}
    for key in ("colour", "deep"):
        contrast = 1.05 / (_luminance(colours[key]) + 0.05)
        if contrast < LEAST_CONTRAST:
            raise section.fault(
                key, f"white text on {colours[key]} has a contrast of {contrast:.1f}. Choose a darker one."
            )
    return Brand(motto=section.localized("motto"), tagline=section.localized("tagline"), **colours)


def _colour(section: Section, key: str) -> str:
    colour = section.text(key)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise section.fault(key, f'"{colour}" is not a colour. Write six hexadecimal digits, for example "#0b5260".')
    return colour


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
