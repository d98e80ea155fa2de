"""The standard tables: what each of them lets happen, and random walks over them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.clauses import appealable, deemed_approved, with_opinions
from workflows.engine import START, By, Clock, Facts, Workflow, find_step, steps_from
from workflows.inspection import inspection
from workflows.payment import payment
from workflows.permit import permit, permit_with_second_officer
from workflows.registration import registration
from workflows.renewal import renewable

WHOLE_PERMIT = renewable(appealable(deemed_approved(with_opinions(permit_with_second_officer))))
TABLES = [
    permit, permit_with_second_officer, registration, payment, appealable(registration), appealable(inspection),
    renewable(permit), WHOLE_PERMIT,
]  # fmt: skip
NAMES = [table.name for table in TABLES]
EVERYBODY = list(By)


def end_of(table: Workflow, walk: list[tuple[str, By]], facts: Facts) -> str:
    """Where a case stands after these steps; each must be in the table."""
    state = START
    for action, by in walk:
        step = find_step(table, state, action, by, facts)
        facts = replace(facts, taken=facts.taken | {action})
        state = step.leads_to(state)
    return state


def reachable_from(table: Workflow, start: str) -> set[str]:
    """All states that a case can come to, whoever acts."""
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        found = {step.leads_to(here) for step in table.steps if here in step.sources} - seen
        seen |= found
        todo += found
    return seen


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_every_state_of_a_table_can_be_reached(table: Workflow) -> None:
    assert reachable_from(table, START) == {START, *(state.code for state in table.states)}


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_case_can_be_sent_whatever_its_facts(table: Workflow) -> None:
    for fee_due in (True, False):
        for contests in (True, False):
            facts = Facts(answers={"contests": contests}, fee_due=fee_due)
            assert len(steps_from(table, START, By.APPLICANT, facts)) == 1, "one way in, and no choice of two"


@given(st.data(), st.sampled_from(TABLES), st.booleans(), st.booleans())
def test_a_random_walk_never_leaves_the_table_and_can_always_reach_an_end(
    data: st.DataObject, table: Workflow, fee_due: bool, contests: bool
) -> None:
    facts = Facts(answers={"contests": contests}, fee_due=fee_due)
    state = START
    ends = {state.code for state in table.states if state.clock == Clock.ENDED}
    for _step in range(12):
        facts = replace(facts, opinions_out=data.draw(st.integers(0, 2)))
        possible = [step for by in EVERYBODY for step in steps_from(table, state, by, facts)]
        if not possible:
            assert state in ends, f"stuck in {state}"
            break
        step = data.draw(st.sampled_from(possible))
        state, facts = step.leads_to(state), replace(facts, taken=facts.taken | {step.action})
        assert table.state(state).code == state
        assert reachable_from(table, state) & ends, f"no end can be reached from {state}"


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_whom_a_state_waits_for_has_something_to_do(table: Workflow) -> None:
    for state in table.states:
        if state.waits_for:
            assert steps_from(table, state.code, state.waits_for, Facts()), f"{state.code} waits for nobody's deed"


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_a_case_that_has_ended_waits_for_nobody(table: Workflow) -> None:
    for state in table.states:
        assert state.clock != Clock.ENDED or state.waits_for is None, state.code


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_the_clock_stands_while_the_office_waits_for_the_citizen(table: Workflow) -> None:
    for state in table.states:
        if state.waits_for in (By.APPLICANT, By.PAYMENT):
            assert state.clock == Clock.STANDS, state.code


def test_a_permit_with_a_fee_is_paid_before_it_is_looked_at() -> None:
    walk = [("submit", By.APPLICANT), ("pay", By.PAYMENT), ("approve", By.OFFICER)]
    assert end_of(permit, walk, Facts(fee_due=True)) == "issued"
    assert end_of(permit, [walk[0], walk[2]], Facts()) == "issued"


def test_a_refused_permit_and_a_revoked_one_give_a_reason() -> None:
    for table in (permit, permit_with_second_officer, registration):
        needing = {step.action for step in table.steps if step.needs_reason}
        assert {"refuse", "revoke", "ask_more", "answer"} <= needing


def test_a_second_officer_looks_at_what_the_first_proposed() -> None:
    facts = Facts()
    walk = [("submit", By.APPLICANT), ("propose", By.OFFICER)]
    assert end_of(permit_with_second_officer, walk, facts) == "second_look"
    assert end_of(permit_with_second_officer, [*walk, ("approve", By.OFFICER)], facts) == "issued"
    assert end_of(permit_with_second_officer, [*walk, ("send_back", By.OFFICER)], facts) == "assessment"
    second_look = steps_from(permit_with_second_officer, "second_look", By.OFFICER, facts)
    assert all("propose" in step.never_by for step in second_look)


def test_opinions_send_a_permit_back_only_when_the_last_is_in() -> None:
    assert steps_from(with_opinions(permit), "opinions", By.REVIEWER, Facts(opinions_out=1)) == []
    assert [s.action for s in steps_from(with_opinions(permit), "opinions", By.REVIEWER, Facts())] == ["opinions_in"]
    assert [s.action for s in steps_from(with_opinions(permit), "opinions", By.OFFICER, Facts(opinions_out=2))] == [
        "go_on"
    ]


def test_an_inspector_comes_again_after_defects_and_passes_or_fails() -> None:
    visited = [("submit", By.APPLICANT), ("visit", By.OFFICER)]
    again = [*visited, ("order", By.OFFICER), ("put_right", By.APPLICANT), ("visit", By.OFFICER)]
    assert end_of(inspection, [*again, ("pass", By.OFFICER)], Facts()) == "passed"
    assert end_of(inspection, [*visited, ("fail", By.OFFICER)], Facts()) == "failed"
    assert end_of(inspection, [*visited, ("order", By.OFFICER), ("visit_again", By.CLOCK)], Facts()) == "to_visit"
    findings = {step.action for step in inspection.steps if step.needs_reason}
    assert {"visit", "order", "put_right", "fail"} <= findings


def test_an_annulled_decision_goes_back_to_where_it_was_made() -> None:
    for table, place in ((permit, "assessment"), (registration, "assessment"), (inspection, "visited")):
        assert find_step(appealable(table), "appealed", "annul", By.APPEAL, Facts()).target == place


def test_a_birth_is_registered_and_its_certificate_can_be_revoked() -> None:
    walk = [("submit", By.APPLICANT), ("register", By.OFFICER), ("revoke", By.OFFICER)]
    assert end_of(registration, walk[:2], Facts()) == "registered"
    assert end_of(registration, walk, Facts()) == "revoked"


def test_a_notice_is_paid_or_contested() -> None:
    assert end_of(payment, [("submit", By.APPLICANT), ("pay", By.PAYMENT)], Facts(fee_due=True)) == "paid"
    contested = Facts(answers={"contests": True}, fee_due=True)
    assert end_of(payment, [("submit", By.APPLICANT), ("cancel", By.OFFICER)], contested) == "cancelled"


def test_who_lost_his_objection_pays_and_cannot_object_again() -> None:
    facts = Facts(answers={"contests": True}, fee_due=True)
    walk = [("submit", By.APPLICANT), ("uphold", By.OFFICER)]
    assert end_of(payment, walk, facts) == "to_pay"
    taken = replace(facts, taken=frozenset({"submit", "uphold"}))
    assert steps_from(payment, "to_pay", By.APPLICANT, taken) == []
    assert [step.action for step in steps_from(payment, "to_pay", By.PAYMENT, taken)] == ["pay"]
