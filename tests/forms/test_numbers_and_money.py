"""Numbers and amounts in any digits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov.country.digits import ZEROS, to_native
from egov.country.money import Money
from egov.forms.fields import MoneyField, NumberField
from egov.texts import use_language
from tests.forms.paper import ask, sentence, shown_again, survives_json


@pytest.mark.parametrize("typed", ["1200", "1,200", "1 200", "١٢٠٠", "۱۲۰۰", "১২০০", "१२००", "1\u200f200", "١٬٢٠٠"])
def test_a_number_is_understood_in_any_digits_and_groups(typed: str) -> None:
    assert ask(NumberField("How many?"), typed).data == 1200


@pytest.mark.parametrize(
    "typed", ["many", "1-2", "--1", "1e5", "1_000", "NaN", "Infinity", "1.2.3", "9" * 40, "1e999999", "½", "0x10"]
)
def test_what_is_no_number_stays_in_the_box_with_a_sentence(typed: str) -> None:
    for decimals in (0, 2):
        answer = ask(NumberField("How many?", decimals=decimals), typed)
        assert sentence(answer) == "Enter a number"
        box = shown_again(answer).find("input")
        assert box and box["value"] == typed


@pytest.mark.parametrize("typed", ["1.5", "1,5", "١٫٥"])
def test_half_a_dog_is_refused_and_never_read_as_fifteen(typed: str) -> None:
    assert sentence(ask(NumberField("How many dogs?"), typed)) == "Enter a number with at most 0 decimals"


@pytest.mark.parametrize(
    ("typed", "area"), [("12.5", "12.5"), ("12,5", "12.5"), ("١٢٫٥", "12.5"), ("1,200.50", "1200.5")]
)
def test_an_area_may_have_decimals(typed: str, area: str) -> None:
    assert ask(NumberField("Area", decimals=2), typed).data == Decimal(area)


def test_a_thousand_square_metres_are_not_read_as_one() -> None:
    assert ask(NumberField("Area", decimals=2), "1,200").data == 1200


def test_too_fine_an_area_is_refused() -> None:
    assert sentence(ask(NumberField("Area", decimals=2), "1.234")) == "Enter a number with at most 2 decimals"


@pytest.mark.parametrize("typed", ["0", "1001", "-3"])
def test_a_number_out_of_bounds_is_refused_with_the_bounds(typed: str) -> None:
    answer = ask(NumberField("How many trees?", minimum=1, maximum=1000), typed)
    assert sentence(answer) == "Enter a number from 1 to 1000"


def test_no_number_is_refused_and_nought_is_an_answer() -> None:
    assert sentence(ask(NumberField("How many?"), ""))
    assert not sentence(ask(NumberField("How many?"), "0"))
    assert ask(NumberField("How many?", optional=True), "").data is None


@given(st.integers(0, 10**9), st.sampled_from(sorted(ZEROS)))
def test_every_number_is_understood_in_every_digits_and_survives_storing(number: int, system: str) -> None:
    answer = ask(NumberField("How many?"), to_native(str(number), system))
    assert answer.data == number
    assert survives_json(answer)


@given(st.decimals(0, 10**6, places=2))
def test_every_area_survives_storing(area: Decimal) -> None:
    answer = ask(NumberField("Area", decimals=2), str(area))
    assert answer.data == area
    assert survives_json(answer)


@given(st.text(alphabet="0123456789.,-+eE_٫٬٣x ", max_size=30))
def test_no_figures_at_all_can_make_the_form_fall(typed: str) -> None:
    for field in (NumberField("A", optional=True), NumberField("A", decimals=2, optional=True)):
        answer = ask(field, typed)
        assert sentence(answer) or answer.data is None or survives_json(answer)


@pytest.mark.parametrize("typed", ["25", "25.00", "Cr 25", "٢٥", "۲۵٫۰۰", "২৫"])
def test_an_amount_is_kept_in_minor_units(typed: str) -> None:
    answer = ask(MoneyField("How much?"), typed)
    assert answer.data == Money(2500, "XMC")
    assert answer.stored(answer.data) == 2500
    assert survives_json(answer)


@pytest.mark.parametrize("typed", ["much", "-5", "1.234", "1.2.3"])
def test_what_is_no_amount_stays_in_the_box_with_an_example(typed: str) -> None:
    answer = ask(MoneyField("How much?"), typed)
    assert "for example 12.50" in sentence(answer)
    box = shown_again(answer).find("input")
    assert box and box["value"] == typed


def test_no_amount_is_refused_and_is_fine_where_optional() -> None:
    assert sentence(ask(MoneyField("How much?"), ""))
    answer = ask(MoneyField("How much?", optional=True), "")
    assert answer.data is None
    assert not sentence(answer)
    assert survives_json(answer)


def test_nothing_at_all_is_an_amount_too_and_survives_storing() -> None:
    answer = ask(MoneyField("How much?"), "0")
    assert answer.data == Money(0, "XMC")
    assert survives_json(answer)


def test_numbers_and_amounts_are_read_in_the_digits_of_the_language() -> None:
    number, money = ask(NumberField("How many?"), "1200"), ask(MoneyField("How much?"), "25")
    assert (number.shown(number.data), money.shown(money.data)) == ("1,200", "Cr\u00a025.00")
    with use_language("ar"):
        assert number.shown(number.data) == "١٬٢٠٠"
        assert "٢٥" in money.shown(money.data)
