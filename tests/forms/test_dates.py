"""A date in three boxes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from egov.country.digits import ZEROS, to_native
from egov.forms.dates import DateField
from egov.forms.page import Page
from egov.texts import _, use_language
from tests.forms.paper import ask, sentence, shown_again, survives_json


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


@pytest.mark.parametrize(
    "typed",
    [
        boxes("27", "3", "2026"),
        boxes(" 27", "03", "2026 "),
        boxes("٢٧", "٣", "٢٠٢٦"),
        boxes("۲۷", "۳", "۲۰۲۶"),
        boxes("২৭", "৩", "২০২৬"),
    ],
)
def test_a_date_is_understood_in_any_digits(typed: dict[str, str]) -> None:
    answer = ask(DateField("When?"), **typed)
    assert answer.data == date(2026, 3, 27)
    assert answer.stored(answer.data) == "2026-03-27"
    assert not sentence(answer)


@pytest.mark.parametrize(
    "typed",
    [
        boxes("30", "2", "2026"),
        boxes("29", "2", "2025"),
        boxes("1", "13", "2026"),
        boxes("0", "1", "2026"),
        boxes("1", "1", "26"),
        boxes("first", "May", "2026"),
        boxes("1", "1", "99999999999999999999"),
    ],
)
def test_what_is_no_date_stays_in_its_boxes_with_an_example(typed: dict[str, str]) -> None:
    answer = ask(DateField("When?"), **typed)
    assert sentence(answer) == "Enter a real date, for example 27 3 2026"
    page = shown_again(answer)
    for part, text in typed.items():
        box = page.find(id=f"question-{part}")
        assert box and box["value"] == text


@pytest.mark.parametrize("part", ["day", "month", "year"])
def test_an_empty_box_is_named(part: str) -> None:
    typed = {**boxes("27", "3", "2026"), part: ""}
    assert sentence(ask(DateField("When?"), **typed)) == f"Enter the {part}"


def test_no_date_is_refused_and_is_fine_where_optional() -> None:
    assert "When?" in sentence(ask(DateField("When?"), **boxes("", "", "")))
    answer = ask(DateField("When?", optional=True), **boxes("", "", ""))
    assert answer.data is None
    assert not sentence(answer)


def test_a_date_is_read_with_its_month_by_name() -> None:
    answer = ask(DateField("When?"), **boxes("27", "3", "2026"))
    assert answer.shown(answer.data) == "27 March 2026"
    with use_language("ar"):
        assert answer.shown(answer.data) == "٢٧ مارس ٢٠٢٦"


def test_the_boxes_have_one_legend_and_a_label_each() -> None:
    page = shown_again(ask(DateField("When?", hint="On the certificate"), **boxes("1", "", "")))
    legend, fieldset = page.find("legend"), page.find("fieldset")
    assert legend and legend.get_text() == "When?"
    assert fieldset and fieldset["aria-describedby"] == "question-hint question-error"
    assert [label["for"] for label in page.find_all("label")] == ["question-day", "question-month", "question-year"]


@given(st.dates(date(1800, 1, 1), date(9999, 12, 31)), st.sampled_from(sorted(ZEROS)))
def test_every_date_is_understood_in_every_digits_and_survives_storing(day: date, system: str) -> None:
    day_box, month, year = (to_native(str(n), system) for n in (day.day, day.month, day.year))
    answer = ask(DateField("When?"), **boxes(day_box, month, year))
    assert answer.data == day
    assert survives_json(answer)


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_nothing_typed_in_the_boxes_can_make_the_form_fall(day: str, month: str, year: str) -> None:
    answer = ask(DateField("When?", optional=True), **boxes(day, month, year))
    assert sentence(answer) or answer.data is None or survives_json(answer)
    shown_again(answer)


class Birth(Page):
    title = _("The child")
    born = DateField("When?")

    def validate_born(self, field: DateField) -> None:
        if field.data > date(2026, 12, 31):
            raise ValidationError("Not yet")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (boxes("", "", ""), "Answer the question"),
        (boxes("30", "2", "2026"), "Enter a real date"),
        (boxes("1", "1", "2027"), "Not yet"),
        (boxes("1", "1", "2026"), ""),
    ],
)
def test_a_check_of_a_page_looks_only_at_what_was_understood(typed: dict[str, str], told: str) -> None:
    page = Birth(MultiDict({f"born-{part}": text for part, text in typed.items()}))
    page.validate()
    assert [told in sentence(page.questions[0]), len(page.questions[0].errors)] == [True, int(bool(told))]
