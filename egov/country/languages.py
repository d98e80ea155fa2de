"""The languages of a pack: what messages are written in, and how dates and numbers look in it."""

from dataclasses import dataclass

from babel import Locale, localedata
from babel.numbers import get_decimal_symbol

from egov.country.digits import ZEROS
from egov.country.source import Section


@dataclass(frozen=True)
class Language:
    """``locale`` is the Babel locale that formats dates and numbers: another language's, where CLDR has none."""

    code: str
    name: str
    direction: str
    locale: str
    digits: str
    official: bool
    date_pattern: str
    moment_pattern: str

    @property
    def babel(self) -> Locale:
        return Locale.parse(self.locale)

    @property
    def number_symbols(self) -> str:
        """The numbering system whose separators to use: CLDR gives most locales only those of Latin digits."""
        return self.digits if self.digits in self.babel.number_symbols else "latn"

    @property
    def decimal_mark(self) -> str:
        """What separates the fraction when people type Latin digits: a point or a comma."""
        return get_decimal_symbol(self.babel, numbering_system="latn")


def read_languages(pack: Section) -> tuple[Language, ...]:
    """The languages in the order they are offered to the reader."""
    return tuple(_language(code, section) for code, section in pack.sections("languages").items())


def _language(code: str, section: Section) -> Language:
    return Language(
        code=code,
        name=section.text("name"),
        direction=_one_of(section, "direction", "ltr", ("ltr", "rtl")),
        locale=_locale(code, section),
        digits=_one_of(section, "digits", "latn", tuple(ZEROS)),
        official=section.flag("official", True),
        # Months are printed by name: 03/05 is March in Panama and May in Ghana.
        date_pattern=section.text("date", "d MMMM y"),
        moment_pattern=section.text("moment", "d MMMM y, HH:mm"),
    )


def _locale(code: str, section: Section) -> str:
    locale = section.text("locale", code)
    if not localedata.exists(locale):
        cure = 'Name one to format dates and numbers with, for example locale = "en_GB".'
        raise section.fault("locale", f'Babel knows no locale "{locale}". {cure}')
    return locale


def _one_of(section: Section, key: str, default: str, known: tuple[str, ...]) -> str:
    value = section.text(key, default)
    if value not in known:
        raise section.fault(key, f'"{value}" is not known. Write one of: {", ".join(known)}.')
    return value
