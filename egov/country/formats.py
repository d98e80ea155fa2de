"""Dates, times and numbers as a reader expects them, and the template filters that print them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.numbers import format_decimal
from flask import Flask

from egov.country.digits import to_latin, to_native
from egov.country.money import Money, format_money
from egov.country.pack import current_pack
from egov.texts import current_language


def format_date(day: date, language: str) -> str:
    """The day with its month by name, for example 5 March 2026."""
    reader = current_pack().language(language)
    return _native(babel_date(day, reader.date_pattern, locale=reader.babel), reader.digits)


@dataclass(frozen=True)
class Day:
    """A day inside a sentence that is written later, in the language of whoever reads it."""

    day: date

    def __str__(self) -> str:
        return format_date(self.day, current_language())


@dataclass(frozen=True)
class Amount:
    """Minor units of the country's currency inside a sentence that is written later, in the language of its reader."""

    minor: int

    def __str__(self) -> str:
        return format_money(Money(self.minor, current_pack().currency.code), current_language())


def format_moment(moment: datetime, language: str) -> str:
    """Day and time on the clocks of the country; the moment must know its time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone could be any of 24 hours.")
    pack = current_pack()
    reader = pack.language(language)
    text = babel_datetime(moment.astimezone(pack.timezone), reader.moment_pattern, locale=reader.babel)
    return _native(text, reader.digits)


def format_number(number: int | Decimal, language: str) -> str:
    """The number with the separators and digits of the language."""
    reader = current_pack().language(language)
    text = format_decimal(number, locale=reader.babel, numbering_system=reader.number_symbols)
    return to_native(text, reader.digits)


def format_digits(text: object, language: str) -> str:
    """Any text with its digits in those of the language, for page numbers and counts."""
    return to_native(str(text), current_pack().language(language).digits)


def register_filters(app: Flask) -> None:
    """Give templates ``|money``, ``|date``, ``|moment``, ``|number`` and ``|digits``, in the current language."""
    filters: dict[str, Callable[..., str]] = {
        "money": lambda money: format_money(money, current_language()),
        "date": lambda day: format_date(day, current_language()),
        "moment": lambda moment: format_moment(moment, current_language()),
        "number": lambda number: format_number(number, current_language()),
        "digits": lambda text: format_digits(text, current_language()),
    }
    app.jinja_env.filters.update(filters)


def _native(text: str, system: str) -> str:
    """Babel writes a few locales' dates in native digits and the others in Latin ones: make them all one."""
    return to_native(to_latin(text), system)
