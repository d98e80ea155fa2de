"""A clerical error is put right without a new decision: the clause, on every table that issues something."""

from itertools import product

import pytest

from workflows.clauses import appealable, deemed_approved, with_opinions, with_publication
from workflows.correction import ASK, ASKED, CONFIRM, PROPOSE, PROPOSED, correctable
from workflows.engine import By, Clock, Facts, Workflow, find_step, may_take, steps_from
from workflows.inspection import inspection
from workflows.payment import payment
from workflows.permit import permit, permit_with_second_officer
from workflows.prover.proof import prove
from workflows.prover.subject import Subject
from workflows.record import as_record
from workflows.registration import registration
from workflows.renewal import renewable

HOMES = {"permit": "issued", "registration": "registered", "inspection": "passed"}
APPEALED = [appealable(table) for table in (permit, permit_with_second_officer, registration, inspection)]
WHOLE = with_publication(deemed_approved(with_opinions(permit_with_second_officer)), days=30)


@pytest.mark.parametrize("table", [*APPEALED, renewable(permit), renewable(WHOLE)], ids=lambda table: table.name)
def test_the_clause_goes_with_every_table_and_every_other_clause(table: Workflow) -> None:
    law = correctable(table)
    twice = "second officer" in table.name
    proof = prove(Subject(law, two_persons_required=twice, has_certificate=True))
    assert proof.is_sound, proof.findings
    assert as_record(law)["name"] == f"{table.name}, correctable"
    home = HOMES[table.name.split()[0].strip(",")]
    for action, place in product(("reject_correction",), (ASKED, PROPOSED)):
        assert find_step(law, place, action, By.OFFICER, Facts()).target == home


def test_the_clause_and_the_renewal_may_stand_in_either_order() -> None:
    law = renewable(correctable(permit_with_second_officer))
    assert prove(Subject(law, two_persons_required=True)).is_sound
    assert {step.action for step in steps_from(law, "issued", By.APPLICANT, Facts(in_time_to_renew=True))} == {
        ASK, "renew",
    }  # fmt: skip


def test_a_table_that_issues_nothing_has_nothing_to_correct() -> None:
    with pytest.raises(ValueError, match="issues nothing"):
        correctable(payment)


def test_who_proposed_neither_confirms_nor_rejects_but_anybody_answers_the_holder() -> None:
    law = correctable(permit)
    for action in (CONFIRM, "reject_correction"):
        step = find_step(law, PROPOSED, action, By.OFFICER, Facts())
        assert not may_take(step, 1, {PROPOSE: {1}})
        assert may_take(step, 2, {PROPOSE: {1}})
    assert may_take(find_step(law, ASKED, "reject_correction", By.OFFICER, Facts()), 1, {PROPOSE: {1}})


def test_whoever_asks_is_answered_with_reasons_by_the_legal_deadline() -> None:
    law = correctable(registration)
    ask = find_step(law, "registered", ASK, By.APPLICANT, Facts(fee_due=True))
    assert (ask.needs_reason, ask.restarts, ask.does) == (True, True, "")
    for place in (ASKED, PROPOSED):
        assert (law.state(place).clock, law.state(place).waits_for) == (Clock.RUNS, By.OFFICER)
        assert find_step(law, place, "reject_correction", By.OFFICER, Facts()).needs_reason
        assert [step.action for step in steps_from(law, place, By.CLOCK, Facts())] == ["escalate"]
    assert not find_step(law, ASKED, PROPOSE, By.OFFICER, Facts()).restarts


def test_a_correction_decides_nothing() -> None:
    assert not [step for step in correctable(permit).steps if step.does == "correct" and step.decides]
