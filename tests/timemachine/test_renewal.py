"""A certificate that ends is renewed: in its time, for a fee, looked at again, without losing a day."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from egov.audit.operations import SYSTEM
from egov.cases.models import Case
from egov.country.days import today
from egov.db import db
from egov.documents.models import Certificate
from egov.documents.operations import months_after
from egov.notifications.models import OutboxRow
from egov.timemachine.operations import set_clock, travel
from tests.cases.office import apply_for, records_of, taken_by
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def licensed(app: Flask, amina: Visitor, service: str = "dog_licence") -> tuple[str, date]:
    """A new certificate for which a fee was paid, and the last day on which it holds."""
    reference = apply_for(service, amina, 0)
    Robot(app, service, 0).take_to_a_good_end(amina, reference)
    with records_of(app, reference) as case:
        assert case.valid_until
        return reference, case.valid_until


def certificates_of(app: Flask, reference: str) -> list[Certificate]:
    with app.app_context():
        query = select(Certificate).join(Case, Case.id == Certificate.case_id).filter(Case.reference == reference)
        return list(db.session.scalars(query.order_by(Certificate.id)))


def travel_to(app: Flask, day: date) -> None:
    """Come to a day, and let the clock take all its steps on the way."""
    with app.app_context():
        set_clock()
        travel((day - today()).days, SYSTEM)


def asked_for(amina: Visitor, reference: str) -> Visitor:
    return amina.open(f"/cases/{reference}").press("Renew").has("Renewal to be paid")


def test_a_licence_is_renewed_for_a_fee_and_goes_on_where_it_ended(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference, last = licensed(app, amina)
    assert "Renew" not in amina.open(f"/cases/{reference}").buttons()
    travel_to(app, last - timedelta(59))
    pay(asked_for(amina, reference))
    amina.open(f"/cases/{reference}").has("An officer is looking at your renewal", "holds until its last day")
    taken_by(omar, reference).press("Approve")
    old, new = certificates_of(app, reference)
    assert (old.valid_until, new.valid_until) == (last, months_after(last, 12))
    assert old.replaced_at and not new.replaced_at
    amina.open(f"/cases/{reference}").has("Renewed", old.number, new.number)
    people("sam").open(f"/verify?number={old.number}").has("Genuine, but replaced")
    people("sam").open(f"/verify?number={new.number}").has("Genuine and valid")
    amina.open(f"/certificates/{old.number}").has("A newer one has taken its place")
    links = {str(link["href"]) for link in amina.open(f"/cases/{reference}").page.find_all("a")}
    assert len([link for link in links if link.startswith("/receipts/") and not link.endswith(".pdf")]) == 2


def test_the_holder_is_reminded_a_month_before_the_last_day_and_again_the_next_year(app: Flask, people: People) -> None:
    amina = people("amina")
    reference, last = licensed(app, amina)
    travel_to(app, last - timedelta(29))
    assert letters_about(app, reference, "ends in a month") == 1
    pay(asked_for(amina, reference))
    taken_by(people("omar"), reference).press("Approve")
    travel_to(app, months_after(last, 12) - timedelta(29))
    assert letters_about(app, reference, "ends in a month") == 2


def letters_about(app: Flask, reference: str, words: str) -> int:
    with app.app_context():
        subjects = db.session.scalars(select(OutboxRow.subject).filter_by(case_reference=reference, channel="email"))
        return sum(words in subject for subject in subjects)


def test_a_licence_is_renewed_after_it_expired_but_not_for_long(app: Flask, people: People) -> None:
    amina = people("amina")
    reference, last = licensed(app, amina)
    travel_to(app, last + timedelta(90))
    amina.open(f"/cases/{reference}").has("Expired")
    assert "Renew" in amina.buttons()
    travel_to(app, last + timedelta(91))
    assert "Renew" not in amina.open(f"/cases/{reference}").buttons()


def test_while_a_renewal_runs_the_old_licence_holds_to_its_last_day_and_no_longer(app: Flask, people: People) -> None:
    amina = people("amina")
    reference, last = licensed(app, amina)
    travel_to(app, last - timedelta(5))
    pay(asked_for(amina, reference))
    [old] = certificates_of(app, reference)
    travel_to(app, last)
    people("sam").open(f"/verify?number={old.number}").has("Genuine and valid")
    travel_to(app, last + timedelta(1))
    people("sam").open(f"/verify?number={old.number}").has("Genuine, but expired")
    taken_by(people("omar"), reference).press("Approve")
    assert certificates_of(app, reference)[-1].valid_until == months_after(last, 12)


def test_a_renewal_that_is_never_paid_ends_with_the_time_to_renew(app: Flask, people: People) -> None:
    amina = people("amina")
    reference, last = licensed(app, amina)
    travel_to(app, last - timedelta(59))
    asked_for(amina, reference)
    travel_to(app, last + timedelta(91))
    amina.open(f"/cases/{reference}").has("Expired", "The renewal was not paid").lacks("Pay the fee for the renewal")
    with records_of(app, reference) as case:
        assert case.closed_at


def test_a_refused_renewal_takes_nothing_away_and_can_be_appealed(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference, last = licensed(app, amina)
    travel_to(app, last - timedelta(59))
    pay(asked_for(amina, reference))
    taken_by(omar, reference).press("Refuse", reason__refuse="It bites.")
    [licence] = certificates_of(app, reference)
    people("sam").open(f"/verify?number={licence.number}").has("Genuine and valid")
    amina.open(f"/cases/{reference}").has("Not renewed", "It bites.", "Administrative Tribunal")
    amina.press("Appeal", reason__appeal="It plays.").has("Renewal under appeal")
    judge = people("khadija").open("/office").follow(reference).press("Take this case")
    judge.press("Annul the decision", reason__annul="It plays.")
    taken_by(omar, reference).press("Approve")
    assert certificates_of(app, reference)[-1].valid_until == months_after(last, 12)


def test_an_officer_stops_a_renewal_before_it_is_paid_and_nothing_is_due(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference, last = licensed(app, amina)
    travel_to(app, last - timedelta(59))
    asked_for(amina, reference)
    omar.open(f"/office/{reference}").press("Stop the renewal", reason__stop_renewal="It bites.")
    omar.press("Revoke", reason__revoke="It bit again.").has("Revoked")
    amina.open(f"/cases/{reference}").has("Revoked").lacks("Pay the fee")


def test_what_costs_nothing_comes_to_the_officer_at_once(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = apply_for("dog_licence", amina, -1)  # a guide dog
    Robot(app, "dog_licence", -1).take_to_a_good_end(amina, reference)
    with records_of(app, reference) as case:
        last = case.valid_until
    assert last
    travel_to(app, last - timedelta(59))
    amina.open(f"/cases/{reference}").press("Renew").has("Renewal in assessment")
    taken_by(people("omar"), reference).press("Approve").has("Issued")


def test_two_officers_look_at_the_renewal_of_a_building_permit(app: Flask, people: People) -> None:
    amina, omar, grace = people("amina"), people("omar"), people("grace")
    reference, last = licensed(app, amina, "building_permit")
    travel_to(app, last - timedelta(30))
    pay(asked_for(amina, reference))
    taken_by(omar, reference).press("Propose approval").has("Renewal waiting for a second officer")
    assert "Approve" not in omar.open(f"/office/{reference}").buttons()
    taken_by(grace, reference).press("Approve")
    assert certificates_of(app, reference)[-1].valid_until == months_after(last, 24)
