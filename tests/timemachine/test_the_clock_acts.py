"""Deadlines pass while the room watches: what the law says then happens, on its day, once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.cases.models import Case, StepTaken
from egov.db import db, transaction
from egov.identity.installation import create_installation
from egov.identity.models import Installation
from egov.notifications.models import OutboxRow
from egov.timemachine.operations import travel
from tests.cases.office import apply_for, guide_dog, taken_by, try_anyway
from tests.identity.house import empty_house
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def jump(visitor: Visitor, button: str = "Jump to the next deadline") -> Visitor:
    """Use the time machine as a lecturer does."""
    return visitor.open("/demo/time").press(button)


def steps_of(app: Flask, reference: str) -> list[str]:
    """The actions taken on a case, in their order."""
    with app.app_context():
        query = select(StepTaken.action).join(Case, Case.id == StepTaken.case_id).filter(Case.reference == reference)
        return list(db.session.scalars(query.order_by(StepTaken.id)))


def test_an_unpaid_case_is_reminded_once_and_then_lapses(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = apply_for("dog_licence", amina, 0)
    jump(amina).has("The clock took 1 step")
    jump(amina)
    assert steps_of(app, reference) == ["submit", "remind_to_pay", "lapse_unpaid"]
    amina.open(f"/cases/{reference}").has("Lapsed", "Closed because it was not paid").lacks("Pay the fee")
    with app.app_context():
        letters = db.session.scalars(select(OutboxRow.subject).filter_by(case_reference=reference)).all()
    assert any("Reminded of the fee" in subject for subject in letters)


def test_the_room_reads_what_the_clock_did_and_opens_what_is_its_own(app: Flask, people: People) -> None:
    amina, sam = people("amina"), people("sam")
    reference = apply_for("dog_licence", amina, 0)
    jump(amina).has("What the clock did", reference, "Dog licence", "Reminded of the fee")
    assert amina.page.select(f'main a[href="/cases/{reference}"]')
    sam.open("/demo/time").has(reference, "Reminded of the fee")
    assert not sam.page.select(f'main a[href$="{reference}"]')
    assert people("omar").open("/demo/time").page.select(f'main a[href="/office/{reference}"]')
    Visitor(app, "ar").open("/demo/time").has(reference, "ترخيص كلب").lacks("Reminded of the fee")


def test_the_newest_twenty_deeds_of_the_clock_are_told(app: Flask, people: People) -> None:
    amina = people("amina")
    references = [apply_for("dog_licence", amina, 0) for _time in range(11)]
    jump(amina, "A year").has("The clock took 22 steps.", references[0])
    assert len(amina.page.select("main tbody tr")) == 20


def test_a_paid_case_does_not_lapse(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = apply_for("dog_licence", amina, 0)
    pay(amina)
    jump(amina, "A year")
    assert "lapse_unpaid" not in steps_of(app, reference)


def test_a_late_case_is_told_to_the_head_of_the_office_once(app: Flask, people: People) -> None:
    reference = guide_dog(people("amina"))
    jump(people("amina"), "A year")
    assert steps_of(app, reference) == ["submit", "escalate"]
    with app.app_context():
        office = app.extensions["pack"].office("harbour-licensing").email
        to_office = db.session.scalar(select(func.count()).select_from(OutboxRow).filter_by(recipient=office))
    assert to_office == 1
    people("omar").open("/office?which=late").has(reference)


def test_a_building_permit_is_granted_by_silence(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = apply_for("building_permit", amina, 0)
    pay(amina)
    jump(amina, "A year")
    assert steps_of(app, reference)[-2:] == ["escalate", "deem_approved"]
    amina.open(f"/cases/{reference}").has("Issued", "Approved, since the office did not decide in time", "Your papers")


def test_late_opinions_no_longer_hold_the_case_up(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference = apply_for("building_permit", amina, 0)
    pay(amina)
    offices = ["fire-safety", "environment"]
    taken_by(omar, reference).press("Ask for opinions", offices=offices, **{"reason-ask_opinions": "Is it safe?"})
    omar.has("Expected by")
    jump(omar)
    assert steps_of(app, reference)[-1] == "opinion_overdue"
    jump(omar)
    assert steps_of(app, reference)[-1] == "opinions_overdue"
    omar.open(f"/office/{reference}").has("None: it did not answer in time", "The time for opinions is over")


def test_a_licence_expires_and_the_public_check_says_so(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = guide_dog(amina)
    Robot(app, "dog_licence", -1).take_to_a_good_end(amina, reference)
    jump(amina, "A year").press("A month")
    amina.open(f"/cases/{reference}").has("Expired", "Your certificate no longer holds")


def test_a_suspended_licence_does_not_hold_until_it_is_reinstated(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference = guide_dog(amina)
    Robot(app, "dog_licence", -1).take_to_a_good_end(amina, reference)
    omar.open(f"/office/{reference}").press("Suspend", reason__suspend="The dog bit a postman.")
    certificate = amina.open(f"/cases/{reference}").has("Suspended").follow("Dog licence DLC").address
    number = certificate.rsplit("/", 1)[1]
    people("sam").open(f"/verify?number={number}").has("Genuine, but suspended")
    omar.open(f"/office/{reference}").press("Reinstate", reason__reinstate="It was another dog.")
    people("sam").open(f"/verify?number={number}").has("Genuine and valid")


def test_time_does_not_run_backwards(visitor: Visitor) -> None:
    visitor.open("/demo/time")
    form = visitor.page.select("main form")[0]
    visitor.send(form, {"days": "-5"}, 400).has("Time does not run backwards")


def test_the_time_machine_stands_only_in_a_demonstration(tmp_path: Path) -> None:
    real = empty_house(tmp_path)
    with real.app_context(), transaction():
        create_installation(demo=False)
    visitor = Visitor(real)
    visitor.open("/").open("/demo/time", 404)
    try_anyway(visitor, "/demo/time", 404, days="1")
    with real.app_context():
        assert db.session.scalars(select(Installation.days_ahead)).all() == [0]


@pytest.mark.parametrize("days", [0, 1501])
def test_a_journey_has_a_length(app: Flask, days: int) -> None:
    with app.app_context(), pytest.raises(Exception, match="Choose from 1 to"):
        travel(days, actor=None)  # type: ignore[arg-type]
