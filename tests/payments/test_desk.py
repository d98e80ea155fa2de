"""Money that the treasury takes itself."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.cases.models import Case
from egov.db import db, transaction
from egov.errors import Conflict, NotAllowed
from egov.payments.desk import take_money
from egov.payments.models import Verdict
from egov.payments.operations import charge_fee
from tests.cases.office import give_role
from tests.payments.till import FEE, Till, word
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def at_the_desk(mei: Visitor, number: str) -> Visitor:
    return mei.open("/finance").follow("Take money").open(f"/finance/desk?number={quote(number)}")


def test_mei_takes_cash_and_the_case_goes_on(till: Till, people: People) -> None:
    case, mei = till.open_case(), people("mei")
    at_the_desk(mei, case.reference.lower().replace("-", " ")).has("Dog licence", "Cr 25.00", f"{case.reference}-1")
    mei.press("Received Cr 25.00", way="cash").has("Written down", "Receipt", "Cash at the desk", "Amina")
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]
    assert till.charges(case)[0].status == "paid"
    db.session.refresh(case)
    assert case.waits_for == "officer"
    entry = db.session.scalars(select(Entry).filter_by(action="payment_received")).one()
    assert (entry.actor_id, entry.office, entry.purpose) == (till.person("mei").id, "treasury", "paying")
    assert entry.details["provider"] == "cash"
    people("amina").open(f"/cases/{case.reference}").has(str(till.charges(case)[0].receipt_number))


def test_the_number_of_the_payment_finds_it_too(till: Till, people: People) -> None:
    case = till.open_case()
    at_the_desk(people("mei"), f" {case.reference.lower()}-1 ").has("Cr 25.00")


def test_what_cannot_be_taken_is_told(till: Till, people: People) -> None:
    case, mei = till.open_case(), people("mei")
    at_the_desk(mei, "DL-26-AAAAAA-A").has("We know no case with this number")
    at_the_desk(mei, case.reference).press("Received Cr 25.00", 400).has("Choose how it was paid", "Cr 25.00")
    till.withdraw(case)
    at_the_desk(mei, case.reference).has("nothing to pay for this case now")


def test_the_number_of_the_receipt_finds_it_too_however_it_is_typed(till: Till, people: People) -> None:
    case, mei = till.open_case(), people("mei")
    at_the_desk(mei, case.reference).press("Received Cr 25.00", way="cash")
    typed = str(till.charges(case)[0].receipt_number).lower().replace("-", " ")
    mei.open("/finance").open(f"/finance/desk?number={quote(typed)}").has(f"{case.reference}-1", "Paid at the desk")


def test_whoever_asks_for_nothing_is_told_so(people: People) -> None:
    mei = people("mei").open("/finance/desk").lacks("There is a problem", "We know no case")
    mei.open("/finance/desk?number=").has("Write something first.")
    mei.open("/finance/desk?number=++").has("Write something first.")


def test_the_treasury_finds_a_payment_from_its_page_and_comes_back_to_the_page_of_the_ledger(
    till: Till, people: People
) -> None:
    case, mei = till.open_case(), people("mei")
    search = mei.open("/finance").page.select_one("form[role=search]")
    assert search and search["method"] == "get" and search.select_one("input[name=number]")
    mei.open(f"{search['action']}?number={case.reference}").has("What is due", f"{case.reference}-1")
    mei.open("/finance?before=1000").follow(f"{case.reference}-1").has("What is due").follow("Back")
    assert mei.address.endswith("/finance?before=1000")
    mei.open("/finance?before=1").has("The ledger has no more lines.").follow("Newer").has(f"{case.reference}-1")


def test_pressed_twice_it_is_taken_once(till: Till, people: People) -> None:
    case, mei = till.open_case(), people("mei")
    at_the_desk(mei, case.reference)
    sent = {"charge": f"{case.reference}-1", "way": "cash", **mei.token()}
    mei.post("/finance/desk", sent)
    number = till.charges(case)[0].receipt_number
    mei.post("/finance/desk", sent, 409).has("paid already", str(number), "Nothing was written down")
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]


def test_a_fee_that_is_not_asked_for_any_more_takes_no_money(till: Till) -> None:
    case = till.open_case()
    with transaction():
        case = db.session.get_one(Case, case.id)
        case.answers = case.answers | {"neutered": True}
        charge_fee(case)
        record(SYSTEM, "case_changed", About(None, case.reference), purpose=DECIDING)
    old, new = till.charges(case)
    with pytest.raises(Conflict, match="not asked for any more"), transaction():
        take_money(old.reference, "cash", till.person("mei"))
    assert [kind for kind, _amount in till.ledger(case)] == ["charge", "charge", "charge"]
    with transaction():
        take_money(new.reference, "cash", till.person("mei"))
    assert till.charges(case)[1].status == "paid"


@pytest.mark.parametrize("hers", ["applicant", "household"])
def test_nobody_takes_money_for_her_own_case(till: Till, people: People, hers: str) -> None:
    case, mei = till.open_case(), till.person("mei")
    with transaction():
        case = db.session.get_one(Case, case.id)
        if hers == "applicant":
            case.applicant_id = mei.id
        else:
            case.household = mei.household = "H-9"
        record(SYSTEM, "case_changed", About(None, case.reference), purpose=DECIDING)
    at_the_desk(people("mei"), case.reference).has("This case is your own or your family's").lacks("Received Cr 25.00")
    with pytest.raises(NotAllowed), transaction():
        take_money(f"{case.reference}-1", "cash", till.person("mei"))
    assert till.ledger(case) == [("charge", FEE)]


def test_what_the_bank_brings_after_the_cash_is_owed_back(till: Till) -> None:
    case = till.open_case()
    begun = till.start(case)
    with transaction():
        take_money(begun.charge.reference, "transfer", till.person("mei"))
    assert till.tell(word(begun)) == Verdict.SURPLUS
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE), ("payment", FEE)]


@pytest.mark.parametrize("persona", ["amina", "omar", "ruth"])
def test_only_the_treasury_takes_money(till: Till, people: People, persona: str) -> None:
    case = till.open_case()
    stranger = people(persona)
    stranger.open(f"/finance/desk?number={case.reference}", 403)
    sent = {"charge": f"{case.reference}-1", "way": "cash", **stranger.open("/account").token()}
    stranger.post("/finance/desk", sent, 403)
    assert till.charges(case)[0].status == "due"


def test_who_takes_money_for_one_service_has_no_business_with_another(till: Till, people: People) -> None:
    give_role(till.app, "tomas", role="finance", service="parking_fine", office="traffic")
    case, tomas, mei = till.open_case(), people("tomas"), people("mei")
    other = "Another finance officer takes and pays back the money for this service."
    at_the_desk(tomas, case.reference).has(other).lacks("Cr 25.00")
    tomas.post("/finance/desk", {"charge": f"{case.reference}-1", "way": "cash", **tomas.token()}, 403).has(other)
    at_the_desk(mei, case.reference).press("Received Cr 25.00", way="cash")
    tomas.open(f"/receipts/{till.charges(case)[0].receipt_number}", 404)
    assert till.ledger(case) == [("charge", FEE), ("payment", FEE)]


def test_without_a_bank_the_page_names_the_desk(till: Till, people: People) -> None:
    till.app.extensions["payment_providers"] = {}
    case = till.open_case()
    page = people("amina").open(f"/pay/{case.reference}").has("Cr 25.00", "Pay at the desk", case.reference)
    assert not page.page.select("form[method=post] button:-soup-contains('Pay Cr')")
