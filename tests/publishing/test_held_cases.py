"""Cases wait while the law changes: officers cannot act, applicants can, and no clock runs."""

from datetime import timedelta

import pytest
from flask import Flask

from egov.cases.clockwork import ring_due
from egov.country.days import today
from egov.country.pack import current_pack
from tests.cases.office import apply_for, it_is, records_of, taken_by, try_anyway
from tests.cli.copies import Copy
from tests.publishing.town import SERVICE, publish
from tests.support.robot import pay
from tests.support.visitor import Visitor

WAITS = "This case waits, since the law changes. It goes on when the ministry has decided how."
HERS = "Your case waits, since the law changes. We will write to you when it goes on."
HOLD = ("--yes", "--policy", "hold")


@pytest.fixture
def amina(app: Flask) -> Visitor:
    return Visitor(app).sign_in("amina")


@pytest.fixture
def reference(app: Flask, amina: Visitor) -> str:
    """Her case, paid, in assessment."""
    reference = apply_for(SERVICE, amina)
    pay(amina)
    return reference


def test_the_officer_sees_why_and_can_do_nothing(app: Flask, reference: str, ministry: Copy) -> None:
    omar = taken_by(Visitor(app).sign_in("omar"), reference)
    assert "Propose approval" in omar.buttons()
    publish(ministry, *HOLD)
    omar.open(f"/office/{reference}").has(WAITS)
    assert not {"Propose approval", "Refuse", "Ask for more", "Ask for opinions"} & set(omar.buttons())
    for action in ("propose", "refuse", "ask_more", "ask_opinions"):
        try_anyway(
            omar, f"/office/{reference}/steps/{action}", 409, **{f"reason-{action}": "So.", "offices": "fire-safety"}
        )
        omar.has(WAITS)
    with records_of(app, reference) as case:
        assert case.state == "assessment"


def test_the_applicant_can_still_answer_pay_and_withdraw(
    app: Flask, amina: Visitor, reference: str, ministry: Copy
) -> None:
    with_a_question(app, reference)
    to_pay, unwanted = apply_for(SERVICE, amina), apply_for(SERVICE, amina)
    publish(ministry, *HOLD)
    amina.open(f"/cases/{reference}").has(HERS).press("Send your answer", reason__answer="It is flat.")
    amina.has("In assessment", HERS)
    pay(amina.open(f"/cases/{to_pay}").has(HERS))
    amina.open(f"/cases/{to_pay}").has("In assessment", HERS)
    for number in (reference, to_pay):
        with records_of(app, number) as case:
            assert (case.state, case.due_on, case.held_at is None) == ("assessment", None, False)
    amina.open(f"/cases/{unwanted}").press("Withdraw").has("Nothing more happens with it.").lacks(HERS)
    with records_of(app, unwanted) as case:
        assert (case.held_at, case.closed_at is None) == (None, False)


def test_the_clock_stands_and_goes_on_with_what_was_left(app: Flask, reference: str, ministry: Copy) -> None:
    with records_of(app, reference) as case:
        left = current_pack().calendar_of(case.desk).working_days_between(today(), case.due_on or today())
    publish(ministry, *HOLD)
    with records_of(app, reference) as case:
        assert (case.due_on, case.days_left, case.wakes_on) == (None, left, None)
        later = today() + timedelta(days=90)
    it_is(app, later)
    with app.app_context():
        assert ring_due() == 0
    publish(ministry, "--end-hold", "pin", "--yes")
    with records_of(app, reference) as case:
        assert case.edition
        assert (case.held_at, case.days_left, case.edition.number) == (None, None, 1)
        assert case.due_on == current_pack().calendar_of(case.desk).add_working_days(later, left)
        assert case.wakes_on is not None
    taken_by(Visitor(app).sign_in("omar"), reference).lacks(WAITS)


def test_a_later_edition_that_is_pinned_ends_the_wait(
    app: Flask, reference: str, ministry: Copy, changed_again: Copy
) -> None:
    publish(ministry, *HOLD)
    publish(changed_again.beside(app), "--yes", "--policy", "pin")
    with records_of(app, reference) as case:
        assert case.edition
        assert (case.held_at, case.edition.number) == (None, 1)
        assert case.due_on is not None


def with_a_question(app: Flask, reference: str) -> None:
    """Omar has asked for more."""
    omar = taken_by(Visitor(app).sign_in("omar"), reference)
    omar.press("Ask for more", reason__ask_more="Which roof?").has("Waiting for the applicant")
