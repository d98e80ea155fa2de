"""A payment that was booked on the wrong case is taken back by a second finance officer."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.models import Case
from egov.cases.steps import Taken, take_step
from egov.db import db, transaction
from egov.errors import Conflict, NotAllowed
from egov.notifications.models import OutboxRow
from egov.payments.desk import take_money
from egov.payments.taking_back import take_back
from tests.cases.office import give_role
from tests.payments.till import FEE, Till, word
from tests.support.visitor import Visitor
from workflows.engine import By

People = Callable[[str], Visitor]
BUTTON = "Take the payment back"


@pytest.fixture
def paid(till: Till) -> Case:
    """Amina's case, on which Mei has booked cash that another brought; Rahim is a finance officer, too."""
    case = till.open_case()
    with transaction():
        take_money(f"{case.reference}-1", "cash", till.person("mei"))
    db.session.refresh(case)
    assert case.waits_for == "officer"
    return case


def found_by(officer: Visitor, number: object) -> Visitor:
    return officer.open(f"/finance/desk?number={number}")


def test_a_second_officer_takes_it_back_and_the_fee_is_due_again(till: Till, people: People, paid: Case) -> None:
    receipt, rahim = till.charges(paid)[0].receipt_number, people("rahim")
    found_by(rahim, receipt).has("Paid at the desk", "Cash at the desk", str(receipt))
    rahim.press(BUTTON, reason="It was for the licence of a neighbour.").has("was taken back", "Received Cr 25.00")
    assert till.ledger(paid) == [
        ("charge", FEE), ("payment", FEE), ("refund", -FEE), ("charge", -FEE), ("charge", FEE),
    ]  # fmt: skip
    db.session.refresh(paid)
    assert (paid.state, paid.waits_for, paid.due_on, paid.days_left) == ("to_pay", "payment", None, None)
    assert [charge.status for charge in till.charges(paid)] == ["paid", "due"]
    entry = db.session.scalars(select(Entry).filter_by(action="payment_taken_back")).one()
    assert (entry.actor_id, entry.office, entry.purpose) == (till.person("rahim").id, "treasury", "paying")
    assert entry.subject_id == paid.applicant_id


def test_the_applicant_is_told_by_letter_and_on_his_page(till: Till, people: People, paid: Case) -> None:
    receipt = str(till.charges(paid)[0].receipt_number)
    found_by(people("rahim"), receipt).press(BUTTON, reason="It was for a neighbour.")
    db.session.rollback()
    letter = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
    assert letter and receipt in letter.body and "It was for a neighbour." in letter.body
    amina = people("amina").open(f"/cases/{paid.reference}")
    amina.has("Payment taken back", "It was for a neighbour.", "Pay the fee")
    amina.open(f"/receipts/{receipt}").has("The receipt no longer holds.").lacks("We received this payment.")
    amina.open(f"/pay/{paid.reference}").has("Cr 25.00")


def test_then_the_money_of_the_right_payer_is_taken(till: Till, people: People, paid: Case) -> None:
    rahim = found_by(people("rahim"), paid.reference).press(BUTTON, reason="Not his.")
    rahim.press("Received Cr 25.00", way="cash").has("Written down", f"{paid.reference}-2")
    db.session.refresh(paid)
    assert paid.waits_for == "officer"
    assert sum(amount for kind, amount in till.ledger(paid) if kind != "charge") == FEE


def test_who_booked_it_does_not_take_it_back(till: Till, people: People, paid: Case) -> None:
    mei = found_by(people("mei"), paid.reference).has("You booked this payment yourself").lacks(BUTTON)
    receipt = till.charges(paid)[0].receipt_number
    mei.post(f"/finance/receipts/{receipt}/take-back", {"reason": "Mine.", **mei.token()}, 403).has("yourself")
    assert till.ledger(paid) == [("charge", FEE), ("payment", FEE)]


def test_without_a_reason_nothing_is_taken_back(till: Till, people: People, paid: Case) -> None:
    found_by(people("rahim"), paid.reference).press(BUTTON, 400, reason=" ").has("Write the reason")
    assert till.ledger(paid) == [("charge", FEE), ("payment", FEE)]


def test_pressed_twice_it_is_taken_back_once(till: Till, people: People, paid: Case) -> None:
    receipt, rahim = till.charges(paid)[0].receipt_number, found_by(people("rahim"), paid.reference)
    sent = {"reason": "Not his.", **rahim.token()}
    rahim.post(f"/finance/receipts/{receipt}/take-back", sent)
    rahim.post(f"/finance/receipts/{receipt}/take-back", sent, 409)
    assert [kind for kind, _amount in till.ledger(paid)].count("refund") == 1


def test_a_case_that_has_gone_on_keeps_its_payment(till: Till, people: People, paid: Case) -> None:
    with transaction():
        case = db.session.get_one(Case, paid.id)
        take_step(case, "ask_more", Taken(By.OFFICER, till.person("omar"), "Which dog?"))
    found_by(people("rahim"), paid.reference).has("has gone on since it was paid").lacks(BUTTON)
    receipt = str(till.charges(paid)[0].receipt_number)
    with pytest.raises(Conflict, match="gone on"), transaction():
        take_back(receipt, "Not his.", till.person("rahim"))
    assert till.ledger(paid) == [("charge", FEE), ("payment", FEE)]


def test_what_came_from_a_bank_is_not_taken_back_here(till: Till, people: People) -> None:
    case = till.open_case()
    till.tell(word(till.start(case)))
    receipt = str(till.charges(case)[0].receipt_number)
    found_by(people("rahim"), receipt).lacks(BUTTON)
    with pytest.raises(Conflict, match="No money that was taken at the desk"), transaction():
        take_back(receipt, "Not his.", till.person("rahim"))


@pytest.mark.parametrize("persona", ["amina", "omar", "ruth"])
def test_only_the_treasury_takes_back(till: Till, people: People, paid: Case, persona: str) -> None:
    stranger, receipt = people(persona), till.charges(paid)[0].receipt_number
    sent = {"reason": "Not his.", **stranger.open("/account").token()}
    stranger.post(f"/finance/receipts/{receipt}/take-back", sent, 403)


def test_a_finance_officer_for_another_service_does_not(till: Till, paid: Case) -> None:
    give_role(till.app, "grace", role="finance", service="parking_fine", office="traffic")
    receipt = str(till.charges(paid)[0].receipt_number)
    with pytest.raises(NotAllowed), transaction():
        take_back(receipt, "Not his.", till.person("grace"))
