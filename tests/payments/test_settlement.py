import re
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from egov.cases.codes import clean_reference
from egov.db import db, transaction
from egov.errors import BadInput, Conflict, NotAllowed, NotFound
from egov.notifications.models import OutboxRow
from egov.notifications.signatures import sign
from egov.payments.events import SignedEvent, from_address, seal
from egov.payments.models import ProviderEvent, Verdict
from egov.payments.operations import record_refund
from egov.payments.receipts import new_receipt_number
from egov.payments.settlement import receive_event
from tests.payments.till import FEE, Till, word


def test_a_payment_gives_a_receipt_and_moves_the_case_on(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    assert till.tell(word(attempt)) == Verdict.ACCEPTED
    [charge] = till.charges(case)
    assert (charge.status, case.state, attempt.status) == ("paid", "assessment", "paid")
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]
    assert till.audited(case)[-2:] == ["payment_received", "step_pay"]
    letters = db.session.scalars(select(OutboxRow).filter_by(case_reference=case.reference, channel="email")).all()
    assert [letter.recipient for letter in letters if str(charge.receipt_number) in letter.body] == [case.email]


def test_a_receipt_number_can_be_checked_and_is_never_given_twice(till: Till) -> None:
    numbers = {new_receipt_number(2026) for _number in range(20)}
    assert len(numbers) == 20
    assert all(re.fullmatch(r"R-26-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]", number) for number in numbers)
    assert all(clean_reference(number.replace("-", "").lower()) == number for number in numbers)


def test_a_receipt_number_of_six_digits_as_they_were_given_before_is_still_understood() -> None:
    assert clean_reference("r26 482913 t") == "R-26-482913-T"
    assert clean_reference("R-26-482914-T") is None


def test_the_same_word_counts_once(till: Till) -> None:
    case = till.open_case()
    event = word(till.start(case))
    assert [till.tell(event) for _time in range(3)] == [Verdict.ACCEPTED, Verdict.IGNORED, Verdict.IGNORED]
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]


def test_the_same_payment_told_in_two_words_counts_once(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    assert [till.tell(word(attempt)), till.tell(word(attempt))] == [Verdict.ACCEPTED, Verdict.IGNORED]
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]


def test_words_that_come_at_the_same_moment_count_once(till: Till) -> None:
    case = till.open_case()
    event = word(till.start(case))
    db.session.rollback()

    def tell(_number: int) -> Verdict:
        with till.app.app_context():
            return till.tell(event)

    with ThreadPoolExecutor(4) as banks:
        verdicts = sorted(banks.map(tell, range(4)))
    assert verdicts == [Verdict.ACCEPTED, Verdict.IGNORED, Verdict.IGNORED, Verdict.IGNORED]
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]


def test_declined_changes_nothing_and_the_citizen_may_try_again(till: Till) -> None:
    case = till.open_case()
    assert till.tell(word(till.start(case), "declined")) == Verdict.ACCEPTED
    assert (till.charges(case)[0].status, case.state) == ("due", "to_pay")
    assert till.tell(word(till.start(case))) == Verdict.ACCEPTED
    assert case.state == "assessment"


def test_paid_after_declined_is_believed(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    till.tell(word(attempt, "declined"))
    assert till.tell(word(attempt)) == Verdict.ACCEPTED
    assert till.charges(case)[0].status == "paid"
    assert till.audited(case)[-4:] == ["payment_begun", "payment_declined", "payment_received", "step_pay"]


def test_declined_after_paid_is_ignored(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    till.tell(word(attempt))
    assert till.tell(word(attempt, "declined")) == Verdict.IGNORED
    assert (attempt.status, case.state) == ("paid", "assessment")
    assert till.audited(case)[-1] == "payment_told_again"


@pytest.mark.parametrize("change", [{"amount": 1}, {"currency": "EUR"}, {"amount": FEE * 100}])
def test_a_wrong_amount_or_currency_is_kept_and_changes_nothing(till: Till, change: dict[str, Any]) -> None:
    case = till.open_case()
    attempt = till.start(case)
    assert till.tell(word(attempt, **change)) == Verdict.REFUSED
    assert (till.charges(case)[0].status, attempt.status, till.ledger(case)) == ("due", "started", [("charge", FEE)])
    assert db.session.scalars(select(ProviderEvent.verdict).filter_by(attempt_id=attempt.id)).all() == ["refused"]
    assert till.audited(case)[-1] == "payment_refused"


def test_a_forged_word_is_refused_and_leaves_no_trace(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    honest = seal(word(attempt, "declined"))
    paid = honest.body.replace("declined", "paid")
    for forged in (
        SignedEvent(paid, honest.signature),
        SignedEvent(paid, sign(paid, "a guess")),
        SignedEvent(paid, ""),
        SignedEvent(paid, "é"),
    ):
        with pytest.raises(NotAllowed, match="does not come from the bank"):
            till.tell_signed("demo", forged)
    assert db.session.scalar(select(func.count()).select_from(ProviderEvent)) == 0
    assert attempt.status == "started"


def test_one_bank_cannot_speak_for_another(till: Till) -> None:
    attempt = till.start(till.open_case())
    with pytest.raises(NotAllowed):
        till.tell_signed("declining", seal(word(attempt)))
    with pytest.raises(NotFound):
        till.tell(word(attempt, provider="declining"))


@pytest.mark.parametrize("change", [{"outcome": "perhaps"}, {"amount": "2500"}, {"amount": True}, {"id": None}])
def test_a_signed_word_without_sense_is_refused(till: Till, change: dict[str, Any]) -> None:
    attempt = till.start(till.open_case())
    with pytest.raises(BadInput):
        till.tell(word(attempt, **change))


def test_a_word_travels_in_an_address_unharmed(till: Till) -> None:
    signed = seal(word(till.start(till.open_case())))
    assert from_address(signed.for_address()) == signed
    for broken in ("", "x", "é.1", "/w==.1"):
        with pytest.raises((BadInput, NotAllowed)):
            till.tell_signed("demo", from_address(broken))


def test_who_pays_at_two_banks_gets_one_receipt_and_his_money_back(till: Till) -> None:
    case = till.open_case()
    first, second = till.start(case), till.start(case, "failing")
    assert [till.tell(word(first)), till.tell(word(second))] == [Verdict.ACCEPTED, Verdict.SURPLUS]
    assert second.status == "refund_due"
    mei = till.person("mei")
    with transaction():
        record_refund(second.id, mei)
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE), ("payment", FEE), ("refund", -FEE)]
    assert [charge.status for charge in till.charges(case)] == ["paid"]
    assert till.audited(case)[-2:] == ["payment_not_due", "payment_refunded"]
    with pytest.raises(Conflict), transaction():
        record_refund(second.id, mei)
    assert till.tell(word(second)) == Verdict.IGNORED


def test_money_for_a_withdrawn_case_is_owed_back(till: Till) -> None:
    case = till.open_case()
    attempt = till.start(case)
    till.withdraw(case)
    assert till.tell(word(attempt)) == Verdict.SURPLUS
    assert (case.state, attempt.status) == ("withdrawn", "refund_due")
    assert till.charges(case)[0].receipt_number is None


def test_a_word_that_cannot_be_settled_whole_is_not_settled_at_all(till: Till) -> None:
    case = till.open_case()
    event = word(till.start(case))
    with pytest.raises(SystemExit), transaction():
        sys.exit(receive_event("demo", seal(event)))  # the machine stops before the commit
    assert till.ledger(case) == [("charge", FEE)]
    assert till.tell(replace(event)) == Verdict.ACCEPTED
