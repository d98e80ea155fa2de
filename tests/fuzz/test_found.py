"""What hostile requests have found, one by one: each was a mistake of ours once."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select, text

from egov.cases.models import Case
from egov.db import db
from egov.payments.models import Charge
from tests.support.robot import PDF, Robot, pay
from tests.support.visitor import Visitor


def test_a_receipt_stays_a_receipt_when_its_money_is_owed_back(app: Flask) -> None:
    amina = Visitor(app).sign_in("amina")
    reference = Robot(app, "dog_licence").apply(amina)
    pay(amina.open(f"/cases/{reference}"))
    amina.open(f"/cases/{reference}").press("Withdraw")
    with app.app_context():
        number = db.session.scalars(select(Charge.receipt_number)).one()
    amina.open(f"/receipts/{number}").has("Demo Bank", str(number))
    assert amina.client.get(f"/receipts/{number}.pdf").get_data().startswith(b"%PDF-")


def test_an_address_of_raw_bytes_is_read_and_a_host_that_cannot_be_is_refused(app: Flask) -> None:
    browser = Visitor(app, "ar").client
    for query in ("\xff=\xfe", "q=\xe9", "as=words&q=\xff"):
        answer = browser.get("/", environ_overrides={"QUERY_STRING": query})
        assert (answer.status_code, answer.mimetype) == (200, "text/html")
    for host in ("x" * 64, "a..b", f"{'x' * 64}.example.org", "a b", "", "localhost:abc"):
        answer = browser.get("/", environ_overrides={"HTTP_HOST": host})
        assert (answer.status_code, answer.mimetype) == (400, "text/html")
        assert b'lang="ar"' in answer.get_data()


def test_numbers_beyond_the_database_and_the_character_nul_are_refused(app: Flask) -> None:
    amina, omar, mei, ruth = (Visitor(app, "ar").sign_in(name) for name in ("amina", "omar", "mei", "ruth"))
    reference = Robot(app, "dog_licence", -1).apply(Visitor(app).sign_in("amina"))
    omar.open(f"/office/{reference}").client.post(f"/office/{reference}/claim", data=token_of(omar))
    refused = [
        (amina, "GET", f"/drafts/{2**63}", 404), (amina, "GET", f"/cases/{reference}/files/{2**64}", 404),
        (amina, "POST", f"/account/sign-ins/{'9' * 5000}/end", 404), (mei, "POST", f"/finance/refunds/{2**63}", 404),
        (mei, "GET", f"/finance?before={2**63}", 200), (ruth, "GET", f"/audit?before=-{2**63}", 200),
        (omar, "GET", f"/office?after=2026-01-01_{2**63}", 400), (amina, "GET", "/demo-bank/%00", 400),
        (amina, "GET", "/verify?number=%00", 400), (amina, "GET", "/certificates/a%00.pdf", 400),
    ]  # fmt: skip
    for visitor, method, address, status in refused:
        answer = visitor.client.open(address, method=method, data=token_of(visitor) if method == "POST" else None)
        assert (answer.status_code, answer.mimetype) == (status, "text/html"), address
        assert b'lang="ar"' in answer.get_data(), address
    for field, action in (("note", "notes"), ("message", "messages"), ("colleague", "hand-over")):
        sent = {**token_of(omar), field: str(2**63) if field == "colleague" else "a\0b"}
        assert omar.client.post(f"/office/{reference}/{action}", data=sent).status_code == 400, action


def test_the_character_nul_is_refused_wherever_it_stands_among_others(app: Flask) -> None:
    amina, omar = (Visitor(app).sign_in(name) for name in ("amina", "omar"))
    reference = Robot(app, "dog_licence", -1).apply(amina)
    files = [(BytesIO(PDF), "rex.pdf"), (BytesIO(PDF), "re\0x.pdf")]
    sent: dict[str, object] = {**token_of(amina), "message": "Look.", "message-files": files}
    assert amina.client.post(f"/cases/{reference}/messages", data=sent).status_code == 400
    twice = {**token_of(omar), "offices": ["fire-safety", "fire\0safety"]}
    assert omar.client.post(f"/office/{reference}/steps/ask_opinions", data=twice).status_code == 400
    assert amina.client.get("/verify?number=1&number=%00").status_code == 400
    with app.app_context():
        assert db.session.scalars(select(Case)).unique().one().messages == []


def test_nobody_has_a_name_of_a_hundred_thousand_letters(app: Flask) -> None:
    ruth = Visitor(app, "ar").sign_in("ruth")
    sent = {**token_of(ruth), "person": "x" * 100_000}
    assert ruth.client.post("/audit", data=sent).status_code == 200


def token_of(visitor: Visitor) -> dict[str, str]:
    """The token that the forms of somebody's pages carry."""
    visitor.open("/demo")
    return {"csrf_token": str(visitor.page.select_one("input[name=csrf_token]")["value"])}


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_postgresql_does_not_compile_our_short_questions(app: Flask) -> None:
    with app.app_context():
        assert db.session.execute(text("SHOW jit")).scalar_one() == "off"
