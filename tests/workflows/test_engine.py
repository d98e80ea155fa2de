"""The engine: a table of steps, read by a few pure functions."""

from dataclasses import replace

import pytest

from workflows.engine import (
    START,
    By,
    Clock,
    Facts,
    State,
    Step,
    StepRefused,
    Workflow,
    find_step,
    may_take,
    steps_from,
)

LIBRARY_CARD = Workflow(
    "library card",
    (
        State("asked", "Asked", "We look at it.", By.OFFICER),
        State("checked", "Checked", "A colleague looks at it too.", By.OFFICER),
        State("given", "Given", "Here is your card.", None, Clock.ENDED),
    ),
    (
        Step("submit", (START,), "asked", By.APPLICANT, "Submit", "Received", when=lambda facts: not facts.fee_due),
        Step("check", ("asked",), "checked", By.OFFICER, "Check", "Checked"),
        Step("give", ("checked",), "given", By.OFFICER, "Give", "Given", never_by=("check",)),
    ),
)


def test_a_step_is_found_where_the_table_has_it() -> None:
    step = find_step(LIBRARY_CARD, "asked", "check", By.OFFICER, Facts())
    assert (step.action, step.target) == ("check", "checked")


@pytest.mark.parametrize(
    ("state", "action", "by"),
    [
        ("asked", "give", By.OFFICER),  # not from here
        ("asked", "check", By.APPLICANT),  # not by him
        ("asked", "burn", By.OFFICER),  # not at all
        ("nowhere", "check", By.OFFICER),
    ],
)
def test_a_step_that_the_table_does_not_have_is_refused(state: str, action: str, by: By) -> None:
    with pytest.raises(StepRefused, match=action):
        find_step(LIBRARY_CARD, state, action, by, Facts())


def test_a_guard_that_says_no_closes_a_step() -> None:
    assert [step.action for step in steps_from(LIBRARY_CARD, START, By.APPLICANT, Facts())] == ["submit"]
    assert steps_from(LIBRARY_CARD, START, By.APPLICANT, Facts(fee_due=True)) == []


def test_who_checked_may_not_give_but_a_colleague_may() -> None:
    give = find_step(LIBRARY_CARD, "checked", "give", By.OFFICER, Facts())
    grace, omar = 1, 2
    assert not may_take(give, omar, {"check": {omar}})
    assert may_take(give, grace, {"check": {omar}})
    assert may_take(give, omar, {"submit": {omar}})


def test_a_step_that_bars_nobody_is_for_anybody_and_one_that_bars_two_for_neither() -> None:
    check = find_step(LIBRARY_CARD, "asked", "check", By.OFFICER, Facts())
    assert may_take(check, 1, {"check": {1}, "submit": {1}})
    give = replace(check, never_by=("check", "submit"))
    assert not may_take(give, 1, {"check": {1}})
    assert not may_take(give, 2, {"check": {1}, "submit": {2}})
    assert may_take(give, 3, {"check": {1}, "submit": {2}})


def test_a_state_is_found_by_its_code_and_an_unknown_one_is_named() -> None:
    assert LIBRARY_CARD.state("given").label == "Given"
    with pytest.raises(LookupError, match=r"library card.*'lost'"):
        LIBRARY_CARD.state("lost")


def test_what_a_table_does_not_have_cannot_be_left_out_of_it() -> None:
    with pytest.raises(
        ValueError, match=r"library card has no action 'giv' to leave out\. It has: submit, check, give"
    ):
        LIBRARY_CARD.changed("careless library", without=("give", "giv"))


def test_a_changed_table_states_only_its_difference() -> None:
    lost = State("lost", "Lost", "We are sorry.", None, Clock.ENDED)
    lose = Step("lose", ("asked",), "lost", By.OFFICER, "Lose", "Lost")
    changed = LIBRARY_CARD.changed("careless library", without=("give",), states=(lost,), steps=(lose,))
    assert changed.name == "careless library"
    assert [step.action for step in changed.steps] == ["submit", "check", "lose"]
    assert [state.code for state in changed.states] == ["asked", "checked", "lost"], "nothing leads to given any more"
    assert [step.action for step in LIBRARY_CARD.steps] == ["submit", "check", "give"], "the first table was changed"
