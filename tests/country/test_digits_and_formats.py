from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from egov.country.digits import ZEROS, to_latin, to_native, without_invisible
from egov.country.formats import format_date, format_moment, format_number
from egov.country.money import Money
from egov.texts import use_language


@given(st.text("0123456789", max_size=20), st.sampled_from(sorted(ZEROS)))
def test_digits_of_every_script_come_back_as_they_were(number: str, system: str) -> None:
    assert to_latin(to_native(number, system)) == number


@pytest.mark.parametrize("typed", ["٢٠٢٦", "۲۰۲۶", "২০২৬", "२०२६", "２０２６"])
def test_arabic_persian_bengali_and_other_digits_are_understood(typed: str) -> None:
    assert to_latin(typed) == "2026"


def test_arabic_separators_become_point_and_comma() -> None:
    assert to_latin("١٬٢٣٤٫٥") == "1,234.5"


def test_only_digits_change() -> None:
    assert to_native("Case A-12", "beng") == "Case A-১২"
    assert to_latin("Faʻasavalu ½") == "Faʻasavalu ½"


def test_direction_marks_copied_from_a_page_disappear() -> None:
    assert without_invisible("\u200f\u206612\u2069") == "12"


def test_dates_name_the_month(on_site: Flask) -> None:
    assert format_date(date(2026, 3, 5), "en") == "5 March 2026"
    assert format_date(date(2026, 3, 5), "ar") == "٥ مارس ٢٠٢٦"


def test_a_moment_is_shown_on_the_clocks_of_the_country(on_site: Flask) -> None:
    late = datetime(2026, 3, 5, 20, 5, tzinfo=UTC)
    assert format_moment(late, "en") == "6 March 2026, 01:05"
    assert format_moment(late, "ar") == "٦ مارس ٢٠٢٦، ٠١:٠٥"


def test_a_moment_without_a_time_zone_is_refused(on_site: Flask) -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_moment(datetime(2026, 3, 5, 20, 5), "en")


def test_numbers_have_the_separators_of_the_language(on_site: Flask) -> None:
    assert format_number(1234567, "en") == "1,234,567"
    assert format_number(Decimal("1234.5"), "ar") == "١٬٢٣٤٫٥"


def test_templates_print_in_the_current_language(on_site: Flask) -> None:
    page = "{{ fee|money }} · {{ day|date }} · {{ at|moment }} · {{ 1500|number }} · {{ 'A-12'|digits }}"
    values = {"fee": Money(1250, "XMC"), "day": date(2026, 3, 5), "at": datetime(2026, 3, 5, 7, tzinfo=UTC)}
    english = render_template_string(page, **values)
    with use_language("ar"):
        arabic = render_template_string(page, **values)
    assert english == "Cr\u00a012.50 · 5 March 2026 · 5 March 2026, 12:00 · 1,500 · A-12"
    assert arabic == "١٢٫٥٠\u00a0كراون · ٥ مارس ٢٠٢٦ · ٥ مارس ٢٠٢٦، ١٢:٠٠ · ١٬٥٠٠ · A-١٢"
