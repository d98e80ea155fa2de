"""The currencies a pack accepts, and how their amounts are written."""

import re
from dataclasses import dataclass

from egov.country.localized import Localized
from egov.country.source import Section

MOST_DIGITS = 4  # ISO 4217: the Unidad Previsional (UYW) has four.


@dataclass(frozen=True)
class Currency:
    """``digits`` is the number of minor digits of ISO 4217; ``layout`` places ``{amount}`` beside the sign."""

    code: str
    digits: int
    name: Localized
    layout: Localized


def read_currencies(pack: Section) -> tuple[Currency, ...]:
    """The currencies of the country, the usual one first."""
    return tuple(_currency(code, section) for code, section in pack.sections("currencies").items())


def _currency(code: str, section: Section) -> Currency:
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise section.fault(
            "", "is not a currency code. Use the three letters of ISO 4217, for example [currencies.WST]."
        )
    return Currency(code, _digits(section), section.localized("name"), _layout(section))


def _digits(section: Section) -> int:
    digits = section.whole("digits")
    if not 0 <= digits <= MOST_DIGITS:
        raise section.fault(
            "digits", f"{digits} is not a number of minor digits. Write 0, 1, 2, 3 or 4 as in ISO 4217."
        )
    return digits


def _layout(section: Section) -> Localized:
    layout = section.localized("layout")
    if not all(text.count("{amount}") == 1 for text in layout.texts.values()):
        raise section.fault("layout", 'must hold {amount} once in each language. Write for example en = "$ {amount}".')
    return layout
