"""A fee that was paid for nothing is owed back: the case was withdrawn, or it lapsed, before anybody decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from egov.audit.sequencer import sequence
from egov.audit.verification import verify_log
from egov.cases.clockwork import ring_due
from egov.cases.steps import Taken, take_step
from egov.clock import clock
from egov.db import db, transaction
from egov.errors import NotAllowed
from egov.payments.models import Attempt, ProviderEvent
from egov.payments.operations import record_refund
from tests.cases.office import apply_for, taken_by
from tests.payments.till import FEE, Till, word
from tests.support.robot import Robot
from tests.support.visitor import Visitor
from workflows.engine import By


def test_who_withdraws_after_paying_gets_the_fee_back(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    till.tell(word(attempt))
    till.withdraw(case)
    assert (case.state, attempt.status) == ("withdrawn", "refund_due")
    assert "payment_not_due" in till.audited(case)
    with transaction():
        record_refund(attempt.id, till.person("mei"))
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE), ("refund", -FEE)]


def test_a_paid_case_that_lapses_unanswered_owes_the_fee_back(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    till.tell(word(attempt))
    with transaction():
        take_step(case, "ask_more", Taken(By.OFFICER, till.person("omar"), "Which breed is it?"))
    clock.offset = timedelta(days=61)
    while ring_due():
        pass
    till.charges(case)
    assert (case.state, attempt.status) == ("lapsed", "refund_due")


def test_a_debt_that_is_struck_out_past_the_application_is_found(till: Till) -> None:
    """So is a bank's word that vanishes: whoever has the database cannot keep the money."""
    case = till.open_case()
    attempt = till.start(case)
    till.tell(word(attempt))
    till.withdraw(case)
    sequence()
    assert verify_log().clean
    with db.engine.begin() as connection:
        connection.execute(update(Attempt).where(Attempt.id == attempt.id).values(status="refunded"))
        connection.execute(delete(ProviderEvent).where(ProviderEvent.attempt_id == attempt.id))
    found = {finding.detector: finding.where for finding in verify_log().findings}
    assert found == {"changed_rows": f"attempt {attempt.id}", "vanished_rows": f"provider_event {attempt.id}"}


def test_who_withdraws_before_paying_is_owed_nothing(till: Till) -> None:
    case = till.open_case()
    till.withdraw(case)
    assert till.ledger(case) == [("charge", FEE), ("charge", -FEE)]


def test_nobody_pays_himself_back(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    till.tell(word(attempt))
    till.withdraw(case)
    with pytest.raises(NotAllowed, match="your own"), transaction():
        record_refund(attempt.id, till.person("amina"))
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]


def test_what_an_approval_has_served_is_not_paid_back(app: Flask, people: Callable[[str], Visitor]) -> None:
    amina, omar = people("amina"), people("omar")
    reference = apply_for("dog_licence", amina)
    Robot(app, "dog_licence", 0).take_to_a_good_end(amina, reference)
    omar.open(f"/office/{reference}").press("Revoke", reason__revoke="It bit somebody.").has("Revoked")
    amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="It did not.")
    taken_by(people("khadija"), reference).press("Annul the decision", reason__annul="She is right.")
    amina.open(f"/cases/{reference}").press("Withdraw").has("Withdrawn")
    with app.app_context():
        assert db.session.scalars(select(Attempt.status)).all() == ["paid"]
