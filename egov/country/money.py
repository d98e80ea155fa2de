"""Money: whole minor units of a currency, added but never mixed, read and written in any script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import parse_pattern

from egov.country.currencies import Currency
from egov.country.digits import ARABIC_DECIMAL, ARABIC_GROUP, to_latin, to_native, without_invisible
from egov.country.pack import current_pack
from egov.errors import BadInput
from egov.texts import _

LONGEST_AMOUNT = 15  # Digits that a 64-bit database integer holds with room to add up.


@dataclass(frozen=True)
class Money:
    """An amount in minor units of an ISO 4217 currency. Raises ValueError when currencies are mixed, and TypeError for
    an amount that is not whole: a column of the database would keep another one than was signed for."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        if not is_whole(self.amount):
            raise TypeError(f"{self.amount!r} is not an amount: give whole minor units, use // to divide.")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        if not isinstance(times, int):
            return NotImplemented
        return Money(self.amount * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be reckoned together without a rate.")
        return other.amount


def is_whole(amount: object) -> bool:
    """Whether it is a whole number; True is none."""
    return isinstance(amount, int) and not isinstance(amount, bool)


def format_money(money: Money, language: str) -> str:
    """The amount as the pack writes it in a language, with that language's digits and separators."""
    pack = current_pack()
    currency, reader = pack.currency_of(money.currency), pack.language(language)
    pattern = parse_pattern(reader.babel.decimal_formats[None].pattern)
    pattern.frac_prec = (currency.digits, currency.digits)
    major = Decimal(money.amount).scaleb(-currency.digits)
    figures = pattern.apply(major, reader.babel, numbering_system=reader.number_symbols)
    layout = currency.layout.in_language(language).replace(" ", "\u00a0")
    return layout.replace("{amount}", to_native(figures, reader.digits))


def parse_money(text: str, currency: Currency, *, decimal: str = ".") -> Money:
    """The amount somebody typed, in any digits, with or without groups and the currency's sign.

    ``decimal`` is the mark before the fraction, point or comma: ``language.decimal_mark``. Raises BadInput for
    anything that could be read in two ways, for amounts below zero and for more digits than the currency has.
    """
    group = "," if decimal == "." else "."
    marked = text.replace(ARABIC_DECIMAL, decimal).replace(ARABIC_GROUP, group)
    figures = re.sub(r"[\s'’]", "", to_latin(without_invisible(_without_sign(marked, currency))))
    # Groups of three, or of two before the last three as in lakh and crore.
    groups = rf"\d{{1,3}}(?:{re.escape(group)}\d{{2,3}})*{re.escape(group)}\d{{3}}"
    fraction = rf"(?:{re.escape(decimal)}(\d{{1,{currency.digits}}}))?" if currency.digits else "()"
    match = re.fullmatch(rf"({groups}|\d+){fraction}", figures)
    if not match or sum(map(str.isdigit, figures)) > LONGEST_AMOUNT:
        raise BadInput(_("Enter an amount in figures, for example %(example)s", example=_example(currency, decimal)))
    whole = match[1].replace(group, "")
    return Money(int(whole + (match[2] or "").ljust(currency.digits, "0")), currency.code)


def _without_sign(text: str, currency: Currency) -> str:
    signs = [currency.code, *(sign for layout in currency.layout.texts.values() for sign in layout.split("{amount}"))]
    for sign in filter(None, (sign.strip() for sign in signs)):
        text = text.strip().removeprefix(sign).removesuffix(sign)
    return text


def _example(currency: Currency, decimal: str) -> str:
    return "12" + (decimal + "5".ljust(currency.digits, "0") if currency.digits else "")
