"""Answers are carried over to another edition of a form: what fits is kept, what does not is set aside."""

from typing import Any

import pytest
from wtforms.fields.core import UnboundField

from egov.forms.carrying import carry, with_nothing_said
from egov.forms.dates import DateField
from egov.forms.fields import (
    ChoiceField,
    ChoicesField,
    EmailField,
    LongTextField,
    MoneyField,
    NumberField,
    TextField,
    YesNoField,
)
from egov.forms.page import Page, questions_of
from egov.texts import _

HEATING = [("none", _("None")), ("gas", _("Gas"))]


class Land(Page):
    title = _("The land")
    parcel = TextField(_("Which parcel?"))
    built = YesNoField(_("Is it built on?"))


class House(Page):
    title = _("The house")
    only_if = lambda answers: answers.get("built") is True  # noqa: E731
    heating = ChoicesField(_("How is it heated?"), choices=HEATING)
    note = TextField(_("Anything else?"), optional=True)


class Storey(Page):
    title = _("Storeys")
    repeats = 5
    area = NumberField(_("How large?"), minimum=1, maximum=100)


PAGES = [Land, House]
GIVEN = {"parcel": "HA-1", "built": True, "heating": ["gas"], "note": None}


def names(carried: Any) -> list[str]:
    return [question.short_name for question in carried.missing]


def test_what_fits_is_kept_as_it_was() -> None:
    carried = carry(PAGES, GIVEN)
    assert (carried.answers, carried.set_aside, carried.missing) == (GIVEN, {}, ())


def test_what_is_no_longer_asked_stays_among_the_answers() -> None:
    carried = carry(PAGES, {**GIVEN, "colour": "red"})
    assert carried.answers["colour"] == "red"
    assert not carried.set_aside


def test_what_no_longer_fits_is_set_aside_and_asked_anew() -> None:
    carried = carry(PAGES, {**GIVEN, "heating": ["coal"]})
    assert carried.set_aside == {"heating": ["coal"]}
    assert "heating" not in carried.answers
    assert names(carried) == ["heating"]
    assert {**carried.answers, **carried.set_aside} == {**GIVEN, "heating": ["coal"]}


def test_what_is_new_is_missing_and_nothing_is_set_aside_for_it() -> None:
    carried = carry(PAGES, {"parcel": "HA-1"})
    assert names(carried) == ["built"]
    assert not carried.set_aside


def test_an_empty_answer_is_missing_and_not_unfit() -> None:
    carried = carry(PAGES, {**GIVEN, "heating": [], "parcel": ""})
    assert names(carried) == ["parcel", "heating"]
    assert not carried.set_aside


def test_a_page_that_is_not_shown_asks_nothing_and_keeps_its_answers() -> None:
    carried = carry(PAGES, {**GIVEN, "built": False, "heating": []})
    assert carried.missing == ()
    assert carried.answers["note"] is None


def test_an_unfit_answer_on_a_page_that_is_not_shown_is_set_aside_too() -> None:
    assert carry(PAGES, {**GIVEN, "built": False, "heating": ["coal"]}).set_aside == {"heating": ["coal"]}


@pytest.mark.parametrize("items", [[{"area": "large"}], [{}], [{"area": 5}, {"area": 500}], "no list", [5]])
def test_repeated_pages_are_carried_as_a_whole(items: Any) -> None:
    carried = carry([Storey], {"storey": items})
    assert carried.set_aside == {"storey": items}
    assert names(carried) == ["area"]


def test_repeated_pages_that_fit() -> None:
    assert carry([Storey], {"storey": [{"area": 5}]}).missing == ()
    assert names(carry([Storey], {"storey": []})) == ["area"]


def test_what_may_be_left_out_and_was_never_put_is_left_out() -> None:
    assert with_nothing_said(PAGES, {"parcel": "HA-1", "built": True}) == {
        "parcel": "HA-1",
        "built": True,
        "note": None,
    }
    assert with_nothing_said(PAGES, {"built": False}) == {"built": False}
    assert with_nothing_said(PAGES, {"built": True, "note": "x"})["note"] == "x"


KINDS = {
    "text": (TextField(_("A?"), longest=5), ["short"], [5, True, ["a"], {"a": 1}]),
    "long text": (LongTextField(_("A?")), ["a\nb"], [1.5, []]),
    "e-mail": (EmailField(_("A?")), ["a@example.org"], [1]),
    "yes or no": (YesNoField(_("A?")), [True, False], ["yes", 1, 0]),
    "whole number": (NumberField(_("A?"), minimum=1, maximum=9), [1, 9], [0, 10, "5", True, 2.5]),
    "number with decimals": (NumberField(_("A?"), minimum=1, decimals=2), ["1.25", "9", 5], ["0.5", "many", True]),
    "money": (MoneyField(_("A?")), [1250], ["12.50", True]),
    "choice": (ChoiceField(_("A?"), choices=HEATING), ["gas"], ["coal", ["gas"], 1]),
    "choices": (ChoicesField(_("A?"), choices=HEATING), [["gas"], ["none", "gas"]], ["gas", ["coal"], ["gas", "coal"]]),
    "date": (DateField(_("A?")), ["2026-02-28"], ["2026-02-30", "tomorrow", 20260228, True]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_question_knows_its_answers(kind: str) -> None:
    question, fitting, unfit = KINDS[kind]
    assert isinstance(question, UnboundField)
    page = type("One", (Page,), {"title": _("One"), "a": question})
    asked = questions_of(page)[0]
    assert [value for value in fitting if not asked.fits(value)] == []
    assert [value for value in unfit if value != [] and asked.fits(value)] == []
    assert not asked.fits(None)
