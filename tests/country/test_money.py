import operator
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from egov.country.currencies import Currency
from egov.country.digits import to_native
from egov.country.localized import Localized
from egov.country.money import Money, format_money, parse_money
from egov.country.pack import Pack
from egov.errors import BadInput

amounts = st.integers(min_value=0, max_value=10**11)


def currency(code: str, digits: int, layout: str = "{amount}") -> Currency:
    return Currency(code, digits, Localized({"en": code}, "en"), Localized({"en": layout}, "en"))


CROWN, YEN, DINAR, UYW = currency("XMC", 2), currency("JPY", 0), currency("BHD", 3), currency("UYW", 4)


def test_money_of_one_currency_is_added_and_subtracted() -> None:
    assert Money(1250, "XMC") + Money(50, "XMC") - Money(300, "XMC") == Money(1000, "XMC")
    assert sum([Money(1, "XMC")] * 3, Money(0, "XMC")) == Money(1, "XMC") * 3
    assert Money(1, "XMC") < Money(2, "XMC") <= Money(2, "XMC")


def test_currencies_are_never_mixed() -> None:
    for mix in (operator.add, operator.sub, operator.lt, operator.le):
        with pytest.raises(ValueError, match="XMC and USD"):
            mix(Money(1, "XMC"), Money(1, "USD"))


def test_money_is_not_multiplied_by_a_fraction() -> None:
    with pytest.raises(TypeError):
        Money(100, "XMC") * 0.5  # type: ignore[operator]


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away_again(first: int, second: int) -> None:
    assert Money(first, "XMC") + Money(second, "XMC") - Money(second, "XMC") == Money(first, "XMC")


@given(amount=amounts, language=st.sampled_from(["en", "ar"]))
def test_money_that_is_written_can_be_read_again(site: Flask, meridia: Pack, amount: int, language: str) -> None:
    with site.app_context():
        written = format_money(Money(amount, "XMC"), language)
    assert parse_money(written, meridia.currency) == Money(amount, "XMC")


@given(amount=amounts, system=st.sampled_from(["latn", "arab", "arabext", "beng", "deva", "mymr"]))
def test_money_is_read_in_any_digits(amount: int, system: str) -> None:
    typed = to_native(f"{amount // 100}.{amount % 100:02}", system)
    assert parse_money(typed, CROWN) == Money(amount, "XMC")


def test_money_is_written_as_the_language_writes_it(on_site: Flask) -> None:
    assert format_money(Money(123456789, "XMC"), "en") == "Cr\u00a01,234,567.89"
    assert format_money(Money(123456789, "XMC"), "ar") == "١٬٢٣٤٬٥٦٧٫٨٩\u00a0كراون"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("12", 1200), ("12.5", 1250), (" 1,234.56 ", 123456), ("1 234.56", 123456), ("12,34,567", 123456700)]
    + [("XMC 12.50", 1250), ("12.50 XMC", 1250), ("١٬٢٣٤٫٥٠", 123450), ("১২.৫০", 1250), ("\u200e12.50\u200f", 1250)],
)
def test_money_is_read_with_groups_signs_and_spaces(typed: str, expected: int) -> None:
    assert parse_money(typed, CROWN).amount == expected


def test_a_country_with_a_decimal_comma_is_read_with_it() -> None:
    assert parse_money("1.234,56", CROWN, decimal=",").amount == 123456
    assert parse_money("١٬٢٣٤٫٥٦", CROWN, decimal=",").amount == 123456


@pytest.mark.parametrize("typed", ["", "abc", "-5", "1.234", "1,23", "1.2.3", "1,2345", "12.505", "1e5", "9" * 16, "½"])
def test_nonsense_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_money(typed, CROWN)
    assert str(refused.value.sentence) == "Enter an amount in figures, for example 12.50"


def test_a_currency_keeps_its_own_number_of_digits() -> None:
    assert parse_money("1200", YEN).amount == 1200
    assert parse_money("1.250", DINAR).amount == 1250
    assert parse_money("1.2345", UYW).amount == 12345
    with pytest.raises(BadInput):
        parse_money("12.5", YEN)


@pytest.mark.parametrize("amount", [3000.0, True, None, "3000", Decimal(3000)])
def test_an_amount_that_is_no_whole_number_is_refused(amount: object) -> None:
    with pytest.raises(TypeError, match="is not an amount: give whole minor units, use // to divide"):
        Money(amount, "XMC")  # type: ignore[arg-type]
