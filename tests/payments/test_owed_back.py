"""A fee that was paid for nothing is owed back: the case was withdrawn, or it lapsed, before anybody decided."""

from datetime import timedelta

from egov.cases.clockwork import ring_due
from egov.cases.steps import Taken, take_step
from egov.clock import clock
from egov.db import transaction
from egov.payments.operations import record_refund
from tests.payments.till import FEE, Till, word
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


def test_who_withdraws_before_paying_is_owed_nothing(till: Till) -> None:
    case = till.open_case()
    till.withdraw(case)
    assert till.ledger(case) == [("charge", FEE), ("charge", -FEE)]
