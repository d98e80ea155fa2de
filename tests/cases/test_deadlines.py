"""The legal clock: it counts the working days of the office, and stands while the office waits for the citizen."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from egov.cases.clockwork import ring_due
from egov.db import db
from egov.notifications.models import OutboxRow
from tests.cases.office import apply_for, guide_dog, it_is, records_of, taken_by
from tests.support.robot import pay
from tests.support.visitor import Visitor

MONDAY = date(2026, 3, 16)  # Eid al-Fitr is on Friday the 20th, Easter Monday on the 6th of April


def test_a_deadline_counts_working_days_and_the_citizen_reads_it(app: Flask, amina: Visitor) -> None:
    it_is(app, MONDAY)
    reference = guide_dog(amina)
    with records_of(app, reference) as case:
        assert case.due_on == date(2026, 3, 31), "ten working days with a holiday among them"
    amina.open(f"/cases/{reference}").has("at the latest on 31 March 2026")


def test_the_clock_stands_while_the_citizen_is_asked_and_goes_on_with_what_is_left(
    app: Flask, amina: Visitor, omar: Visitor
) -> None:
    it_is(app, MONDAY)
    reference = guide_dog(amina)
    it_is(app, date(2026, 3, 24))
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina.open(f"/cases/{reference}").has("Send a picture of Rex.", "stands still").lacks("31 March")
    with records_of(app, reference) as case:
        assert (case.due_on, case.days_left) == (None, 5)
    it_is(app, date(2026, 4, 8))
    amina.press("Send your answer", reason__answer="Here it is.")
    with records_of(app, reference) as case:
        assert (case.due_on, case.days_left) == (date(2026, 4, 15), None)


def test_the_clock_begins_when_the_fee_is_paid(app: Flask, amina: Visitor) -> None:
    it_is(app, MONDAY)
    reference = apply_for("dog_licence", amina)
    with records_of(app, reference) as case:
        assert (case.due_on, case.days_left) == (None, None)
    it_is(app, date(2026, 3, 30))
    pay(amina.open(f"/cases/{reference}"))
    with records_of(app, reference) as case:
        assert case.due_on == date(2026, 4, 14)


def test_the_applicant_reads_until_when_he_must_answer_or_pay(app: Flask, amina: Visitor, omar: Visitor) -> None:
    it_is(app, MONDAY)
    unpaid, asked = apply_for("dog_licence", amina), guide_dog(amina)
    amina.open(f"/cases/{unpaid}").has("Closed because it was not paid", "if nothing comes by 14 April 2026")
    amina.open(f"/cases/{asked}").lacks("if nothing comes")
    taken_by(omar, asked).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    for reader, address in ((amina, f"/cases/{asked}"), (omar, f"/office/{asked}")):
        reader.open(address).has("Closed because our question was not answered", "if nothing comes by 14 May 2026")
    it_is(app, date(2026, 5, 14))
    with app.app_context():
        ring_due()
    amina.open(f"/cases/{asked}").has("Waiting for the applicant")
    it_is(app, date(2026, 5, 15))
    with app.app_context():
        ring_due()
    amina.open(f"/cases/{asked}").has("Lapsed").lacks("if nothing comes")


def test_the_letter_names_the_last_day_to_pay_or_to_answer(app: Flask, amina: Visitor, omar: Visitor) -> None:
    it_is(app, MONDAY)
    unpaid, asked = apply_for("dog_licence", amina), guide_dog(amina)
    taken_by(omar, asked).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    assert "You have until 14 April 2026." in last_letter_about(app, unpaid)
    assert "You have until 14 May 2026." in last_letter_about(app, asked)
    pay(amina.open(f"/cases/{unpaid}"))
    assert "You have until" not in last_letter_about(app, unpaid)


def last_letter_about(app: Flask, reference: str) -> str:
    with app.app_context():
        letters = select(OutboxRow.body).filter_by(case_reference=reference, channel="email")
        return db.session.scalars(letters.order_by(OutboxRow.id.desc())).first() or ""


def test_a_case_is_late_from_the_day_after_its_deadline(app: Flask, amina: Visitor, omar: Visitor) -> None:
    it_is(app, MONDAY)
    reference = guide_dog(amina)
    it_is(app, date(2026, 3, 31))
    omar.open("/office?which=late").lacks(reference)
    omar.open(f"/office/{reference}").lacks("The deadline has passed.")
    it_is(app, date(2026, 4, 1))
    omar.open("/office?which=late").has(reference, "Late")
    omar.open(f"/office/{reference}").has("The deadline has passed.")


def test_a_closed_case_has_no_deadline(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Approve")
    with records_of(app, reference) as case:
        assert (case.due_on, case.days_left, case.claimed_by_id) == (None, None, None)
        assert case.closed_at is not None
    amina.open(f"/cases/{reference}").lacks("at the latest on")
