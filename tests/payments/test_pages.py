from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from egov.clock import clock
from egov.db import db
from egov.notifications.channels import init_notifications
from egov.notifications.delivery import deliver_due
from egov.notifications.models import OutboxRow
from egov.payments.events import seal
from tests.cases.office import give_role
from tests.payments.till import Till, word
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]
FORGED = "0" * 64


@pytest.fixture
def served(till: Till) -> Iterator[Till]:
    """The application behind a real web server, so that the bank's callback has somewhere to go."""
    server = make_server("127.0.0.1", 0, till.app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    till.app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    init_notifications(till.app)
    yield till
    server.shutdown()
    server.server_close()


def test_amina_pays_and_finds_her_receipt(till: Till, people: People) -> None:
    case, amina = till.open_case(), people("amina")
    amina.open(f"/cases/{case.reference}").follow("Pay").has("Dog licence", "Cr 25.00").lacks("Waiting for the bank")
    amina.press("Pay Cr 25.00", provider="demo").has("Demo Bank", "Republic of Meridia", "Cr 25.00")
    bank = amina.address
    amina.press("Pay")
    number = till.charges(case)[0].receipt_number
    amina.has("Payment received", str(number))
    assert "event=" not in amina.address
    amina.follow("See the receipt").has("Dog licence", "Amina", "Demo Bank", case.reference)
    amina.follow("Receipt as PDF")
    assert amina.response.data.startswith(b"%PDF")
    amina.open(f"/cases/{case.reference}").has(str(number))
    amina.open(f"/pay/{case.reference}").has("nothing to pay")
    amina.open(bank).has("This payment is finished").follow("Back to").has("Payment received")


def test_who_declines_at_the_bank_may_try_again(till: Till, people: People) -> None:
    case, amina = till.open_case(), people("amina")
    amina.open(f"/pay/{case.reference}").press("Pay Cr 25.00", provider="demo").press("Decline")
    amina.has("No money was taken").follow("Try again").has("Cr 25.00")


def test_the_bank_that_declines_takes_no_money(till: Till, people: People) -> None:
    case, amina = till.open_case(), people("amina")
    amina.open(f"/pay/{case.reference}").press("Pay Cr 25.00", provider="declining").press("Pay")
    amina.has("No money was taken")
    assert till.charges(case)[0].status == "due"


def test_a_bank_that_fails_is_told_to_the_citizen_and_its_late_word_counts(served: Till, people: People) -> None:
    case, amina = served.open_case(), people("amina")
    amina.open(f"/pay/{case.reference}")
    for _try in range(2):
        amina.press("Pay Cr 25.00", 503, provider="failing").has("The bank does not answer")
    amina.press("Pay Cr 25.00", provider="failing").press("Pay").has("Do not pay a second time")
    waiting = amina.address
    deliver_due()
    assert served.charges(case)[0].status == "due"
    amina.open(f"/pay/{case.reference}").has("Waiting for the bank", "If you paid there, do not pay a second time.")
    amina.open(waiting)
    clock.offset += timedelta(seconds=11)
    deliver_due()
    assert served.charges(case)[0].status == "paid"
    amina.follow("Look again").has("Payment received")


def test_the_callback_after_the_browser_changes_nothing(served: Till, people: People) -> None:
    case, amina = served.open_case(), people("amina")
    amina.open(f"/pay/{case.reference}").press("Pay Cr 25.00", provider="demo").press("Pay")
    ledger = served.ledger(case)
    deliver_due()
    callback = db.session.scalars(select(OutboxRow).filter_by(channel="callback")).one()
    assert callback.sent_at is not None
    assert served.ledger(case) == ledger


def test_the_callback_says_that_it_was_heard_and_refuses_forgeries(till: Till) -> None:
    case = till.open_case()
    signed, bank = seal(word(till.start(case))), till.app.test_client()
    path = "/payments/callback/demo"
    forged = bank.post(path, data=signed.body, headers={"X-Signature": FORGED})
    assert (forged.status_code, till.charges(case)[0].status) == (403, "due")
    assert bank.post(path, data=signed.body).status_code == 403
    assert bank.post(path, data=b"\xff").status_code == 403
    assert bank.post(path, data=b"x" * 20_000).status_code == 413
    for _time in range(2):
        heard = bank.post(path, data=signed.body, headers={"X-Signature": signed.signature})
        assert (heard.status_code, heard.json) == (200, {"status": "received"})


def test_a_forged_word_in_the_address_is_refused(till: Till, visitor: Visitor) -> None:
    attempt = till.start(till.open_case())
    event = seal(word(attempt)).for_address().split(".")[0]
    visitor.open(f"/payments/return/{attempt.token}?event={event}.{FORGED}", 403)
    visitor.open(f"/payments/return/{attempt.token}?event=nonsense", 400)
    visitor.open(f"/payments/return/{attempt.token}?event=n", 400)
    visitor.open("/payments/return/nobody", 404)
    visitor.open("/demo-bank/nobody", 404)


def test_a_bank_that_is_not_offered_has_no_page(till: Till, people: People) -> None:
    case, amina = till.open_case(), people("amina")
    token = till.start(case, "failing").token
    amina.open(f"/pay/{case.reference}")
    till.app.extensions["payment_providers"].pop("failing")
    amina.press("Pay Cr 25.00", 400, provider="failing").has("Choose how you want to pay")
    amina.open(f"/demo-bank/{token}", 404)


def test_a_way_to_pay_must_be_chosen(till: Till, people: People) -> None:
    case = till.open_case()
    people("amina").open(f"/pay/{case.reference}").press("Pay Cr 25.00", 400).has("There is a problem")


def test_where_there_is_one_way_to_pay_nothing_is_asked(till: Till, people: People) -> None:
    till.app.extensions["payment_providers"] = {"demo": till.app.extensions["payment_providers"]["demo"]}
    case = till.open_case()
    people("amina").open(f"/pay/{case.reference}").press("Pay Cr 25.00").has("Confirm the payment")


def test_a_stranger_sees_neither_the_payment_nor_the_receipt(till: Till, people: People, visitor: Visitor) -> None:
    case, sam = till.open_case(), people("sam")
    sam.open(f"/pay/{case.reference}", 404)
    till.tell(word(till.start(case)))
    number = str(till.charges(case)[0].receipt_number)
    sam.open(f"/receipts/{number}", 404).open(f"/receipts/{number}.pdf", 404)
    visitor.open(f"/receipts/{number}").has("Sign in").lacks(case.reference)
    people("amina").open(f"/receipts/{number.replace('-', '').lower()}").has(number)


def test_the_receipt_of_a_demonstration_says_specimen(till: Till, people: People) -> None:
    case = till.open_case()
    till.tell(word(till.start(case)))
    amina = people("amina").open(f"/receipts/{till.charges(case)[0].receipt_number}.pdf")
    assert b"/ActualText (SPECIMEN)" in amina.response.data


def test_an_officer_of_the_office_reads_a_receipt_and_that_is_written_down(till: Till, people: People) -> None:
    case = till.open_case()
    till.tell(word(till.start(case)))
    number = till.charges(case)[0].receipt_number
    people("omar").open(f"/receipts/{number}").has("Amina")
    assert till.audited(case)[-1] == "receipt_read"
    people("tomas").open(f"/receipts/{number}", 404)


def test_who_paid_in_vain_is_told_that_the_money_comes_back(till: Till, people: People) -> None:
    case, amina = till.open_case(), people("amina")
    amina.open(f"/pay/{case.reference}").press("Pay Cr 25.00", provider="demo")
    till.withdraw(case)
    amina.press("Pay").has("You get this money back", "Cr 25.00")


def test_the_treasury_sees_the_ledger_and_pays_back(till: Till, people: People) -> None:
    case, mei = till.open_case(), people("mei")
    demo, failing = till.start(case), till.start(case, "failing")
    till.tell(word(demo))
    till.tell(word(failing))
    till.tell(word(demo, amount=1))
    mei.open("/finance").has(f"{case.reference}-1", "1 XMC", "Cr 50.00")
    refund = f"/finance/refunds/{failing.id}"
    mei.press("Refunded").has(f"{case.reference}-1 was paid back", "No money has to be paid back", "Cr -25.00")
    assert till.audited(case)[-1] == "payment_refunded"
    form = mei.page.find("form")
    assert form
    form["action"] = refund
    mei.send(form, {}, 409).has("paid back already")


def test_each_pays_back_for_the_services_that_are_his(till: Till, people: People) -> None:
    give_role(till.app, "tomas", role="finance", service="parking_fine", office="traffic")
    give_role(till.app, "ruth", role="finance", service="dog_licence", office="traffic")
    case = till.open_case()
    for attempt in [till.start(case), till.start(case, "failing")]:
        till.tell(word(attempt))
    people("tomas").open("/finance").has("No money has to be paid back.")
    people("ruth").open("/finance").press("Refunded").has("was paid back", "No money has to be paid back.")


def test_the_ledger_turns_its_pages(till: Till, people: People) -> None:
    cases = [till.open_case() for _case in range(28)]
    mei = people("mei").open("/finance").has(cases[-1].reference).lacks(cases[0].reference)
    mei.follow("Older").has(cases[0].reference).lacks(cases[-1].reference)
    mei.follow("Newer").has(cases[-1].reference)


def test_only_the_treasury_sees_the_treasury(till: Till, people: People, visitor: Visitor) -> None:
    people("amina").open("/finance", 403)
    people("omar").open("/finance", 403)
    visitor.open("/finance").has("Sign in")


def test_an_arabic_reader_sees_arabic_digits(till: Till, people: People) -> None:
    case, amina = till.open_case(), people("amina")
    with amina.client.session_transaction() as session:
        session["language"] = "ar"
    amina.open(f"/pay/{case.reference}").has("٢٥٫٠٠ كراون")
