import pytest
from flask import Flask

from egov.db import db, transaction
from egov.errors import Conflict, Misconfigured, Unavailable
from egov.payments.models import Charge
from egov.payments.operations import charge_fee
from egov.payments.providers import chosen_providers
from tests.payments.till import FEE, Till, word


def test_an_application_is_charged_the_fee_of_its_law(till: Till) -> None:
    case = till.open_case()
    [charge] = till.charges(case)
    assert (charge.amount, charge.currency, charge.status) == (FEE, "XMC", "due")
    assert charge.reference == f"{case.reference}-1"
    assert str(charge.purpose) == "Dog licence"
    assert till.ledger(case) == [("charge", FEE)]
    assert "fee_charged" in till.audited(case)


def test_the_same_fee_is_not_asked_twice(till: Till) -> None:
    case = till.open_case()
    with transaction():
        charge_fee(case)
    assert len(till.charges(case)) == 1


def test_a_changed_fee_takes_the_place_of_the_old_one(till: Till) -> None:
    case = till.open_case()
    with transaction():
        case.answers = case.answers | {"neutered": True}
        charge_fee(case)
    old, new = till.charges(case)
    assert (old.status, new.status, new.amount) == ("cancelled", "due", FEE // 2)
    assert till.ledger(case) == [("charge", FEE), ("charge", -FEE), ("charge", FEE // 2)]


def test_a_fee_of_nothing_is_not_asked_for_and_is_not_called_a_clash_of_two(till: Till) -> None:
    case = till.open_case()
    with pytest.raises(Unavailable, match="No fee is due here, and this step would ask for one"), transaction():
        case.answers = case.answers | {"guide_dog": True}
        charge_fee(case)
    assert [charge.status for charge in till.charges(case)] == ["due"]
    assert till.ledger(case) == [("charge", FEE)]


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"status": "paid"}, {"status": "lost"}, {}])
def test_the_database_itself_refuses_a_charge_that_cannot_be(till: Till, wrong: dict[str, object]) -> None:
    case = till.open_case()
    [charge] = till.charges(case)
    values = {"case_id": case.id, "amount": 1, "currency": "XMC", "title": "x", "created_at": charge.created_at}
    with pytest.raises(Conflict), transaction():
        db.session.add(Charge(reference="another", **(values | wrong)))


def test_nothing_can_be_paid_for_a_withdrawn_case(till: Till) -> None:
    case = till.open_case()
    till.withdraw(case)
    with pytest.raises(Conflict, match="nothing to pay"):
        till.start(case)


def test_going_back_to_the_same_bank_goes_on_with_the_same_payment(till: Till) -> None:
    case = till.open_case()
    first, again = till.start(case), till.start(case)
    assert (first.token, again.tries) == (again.token, 2)
    till.tell(word(first, "declined"))
    assert till.start(case).token != first.token
    assert till.start(case, "declining").token != first.token


def test_a_way_to_pay_that_does_not_exist_stops_the_start(app: Flask) -> None:
    assert list(chosen_providers(["demo"])) == list(chosen_providers("demo")) == ["demo"]
    with pytest.raises(Misconfigured, match="PAYMENT_PROVIDERS names"):
        chosen_providers(["cash"])
