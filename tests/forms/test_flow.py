"""Which page comes next: the rules that hold for any answers, tried on the pages of the building permit."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from egov.forms.flow import counting, first_gap, is_complete, page_after, page_before, visible
from egov.forms.page import Page, questions_of, restore
from egov.texts import _
from services.building_permit import pages, rules

ALL = pages.ALL
Stored = dict[str, Any]

FILE = {"id": 1, "name": "plan.pdf", "type": "application/pdf", "size": 8}
PARCEL = {"key": "HA-02-0117", "facts": {"zone": "residential"}, "checked": "2026-03-27"}
STOREY = st.fixed_dictionaries({"label": st.text(min_size=1), "area": st.decimals(1, 999, places=2).map(str)})
USES = st.sampled_from([value for value, _words in pages.USES])
SOME_ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "applies_for": st.sampled_from([value for value, _words in pages.APPLICANTS]),
        "parcel": st.just(PARCEL) | st.none(),
        "work": st.sampled_from([value for value, _words in pages.WORKS]),
        "description": st.text(min_size=1),
        "use_now": USES,
        "use_then": USES,
        "storey": st.lists(STOREY, max_size=4),
        "heating": st.lists(st.sampled_from([value for value, _words in pages.HEATING]), unique=True),
        "trees": st.booleans(),
        "how_many": st.integers(1, 1000),
        "why": st.text(),
        "plans": st.lists(st.just(FILE), max_size=2),
        "begin": st.none() | st.dates().map(date.isoformat),
    },
)


def names(shown: list[type[Page]]) -> list[str]:
    return [page.slug() for page in shown]


@given(SOME_ANSWERS)
def test_the_visible_pages_are_those_whose_condition_holds_for_the_visible_answers(stored: Stored) -> None:
    shown, answers = visible(ALL, stored), counting(ALL, stored)
    for page in ALL:
        assert (page in shown) == page.only_if(answers), page.slug()
    assert [page for page in ALL if page in shown] == shown, "the order is the order of the form"


@given(SOME_ANSWERS)
def test_answers_on_hidden_pages_do_not_count(stored: Stored) -> None:
    counted, shown = counting(ALL, stored), visible(ALL, stored)
    for page in ALL:
        keys = {page.slug()} if page.repeats else {question.short_name for question in questions_of(page)}
        if page not in shown:
            assert not keys & counted.keys(), page.slug()
        elif not page.repeats:
            assert keys & stored.keys() == keys & counted.keys()


class Pet(Page):
    title = _("Your pet")
    has_pet = pages.YesNoField(_("Have you a pet?"))


class Kind(Page):
    title = _("What it is")
    only_if = lambda answers: answers.get("has_pet") is True  # noqa: E731
    barks = pages.YesNoField(_("Does it bark?"))


class Neighbours(Page):
    title = _("The neighbours")
    only_if = lambda answers: answers.get("barks") is True  # noqa: E731
    consent = pages.YesNoField(_("Do they agree?"))


def test_an_answer_on_a_hidden_page_opens_no_page_behind_it() -> None:
    chain = [Pet, Kind, Neighbours]
    assert visible(chain, {"has_pet": True, "barks": True}) == chain
    assert visible(chain, {"has_pet": False, "barks": True}) == [Pet]
    assert first_gap(chain, {"has_pet": False, "barks": True}) is None


@given(SOME_ANSWERS)
def test_answers_on_a_hidden_page_come_back_with_it(stored: Stored) -> None:
    before = {**stored, "work": "new"}
    hidden = {**before, "work": "conversion"}
    assert "storey" not in counting(ALL, hidden)
    assert counting(ALL, {**hidden, "work": "new"}) == counting(ALL, before)


@given(SOME_ANSWERS)
def test_a_form_without_a_gap_is_complete_and_one_with_a_gap_is_not(stored: Stored) -> None:
    gap, shown = first_gap(ALL, stored), visible(ALL, stored)
    assert (gap is None) == all(is_complete(page, stored) for page in shown)
    if gap is not None:
        assert not is_complete(gap, stored)
        assert all(is_complete(page, stored) for page in shown[: shown.index(gap)])


@given(SOME_ANSWERS)
def test_onward_and_back_lead_over_all_visible_pages_and_no_other(stored: Stored) -> None:
    shown, here = visible(ALL, stored), ALL[0]
    walked = [here]
    while (following := page_after(ALL, stored, here.slug())) is not None:
        back = page_before(ALL, stored, following.slug())
        assert back is here
        walked.append(following)
        here = following
    assert names(walked) == names(shown)
    assert page_before(ALL, stored, ALL[0].slug()) is None


@given(SOME_ANSWERS)
def test_what_is_stored_survives_json_and_restoring(stored: Stored) -> None:
    again = json.loads(json.dumps(stored))
    for page in ALL:
        for item in again.get(page.slug(), []) if page.repeats else [again]:
            values = restore(page, item)
            for question in questions_of(page):
                if question.short_name in values:
                    assert question.stored(values[question.short_name]) == item[question.short_name]


@given(SOME_ANSWERS)
def test_the_fee_never_depends_on_what_is_hidden(stored: Stored) -> None:
    conversion = {**stored, "work": "conversion"}
    assert rules.fee(counting(ALL, conversion), date(2026, 3, 1)) == rules.BASE_FEE.on(date(2026, 3, 1))


def test_the_whole_building_permit_is_complete() -> None:
    stored = {
        "applies_for": "myself", "parcel": PARCEL, "work": "new", "description": "A porch",
        "storey": [{"label": "Ground", "area": "12.50"}],
        "heating": ["none"], "trees": False, "plans": [FILE], "begin": None,
    }  # fmt: skip
    assert first_gap(ALL, stored) is None
    assert counting(ALL, stored)["storey"] == [{"label": "Ground", "area": Decimal("12.50")}]
    for needed in ("applies_for", "parcel", "work", "description", "storey", "heating", "trees", "plans"):
        assert first_gap(ALL, {key: value for key, value in stored.items() if key != needed}) is not None, needed


def test_an_optional_question_must_have_been_put_though_not_answered() -> None:
    page = type("Wishes", (Page,), {"title": _("Wishes"), "begin": pages.DateField(_("When?"), optional=True)})
    assert not is_complete(page, {})
    assert is_complete(page, {"begin": None})


def test_a_page_is_named_in_addresses_as_in_the_code() -> None:
    assert names(ALL[:3]) == ["who_applies", "company", "land"]
