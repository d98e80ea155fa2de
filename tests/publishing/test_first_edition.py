"""The first application publishes what the folder holds: no case ever runs without an edition."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case, Draft
from egov.country.days import today
from egov.db import db, transaction
from egov.editions.models import Edition
from tests.cases.office import apply_for, guide_dog, many_cases
from tests.publishing.town import SERVICE
from tests.support.robot import PDF
from tests.support.visitor import Visitor

AT_ONCE = 4


def test_the_first_application_publishes_edition_1(app: Flask) -> None:
    assert published(app) == []
    Visitor(app).open("/services/dog_licence").press("Start now")
    assert published(app) == []  # opening a form is not yet an application
    guide_dog(Visitor(app).sign_in("amina"))
    assert published(app) == [("dog_licence", 1, today_of(app), None)]
    assert follows(app) == {1}


def test_the_second_application_publishes_nothing(app: Flask) -> None:
    guide_dog(Visitor(app).sign_in("amina"))
    guide_dog(Visitor(app).sign_in("sam"))
    assert len(published(app)) == 1
    assert follows(app) == {1}


def test_each_service_has_editions_of_its_own(app: Flask) -> None:
    guide_dog(Visitor(app).sign_in("amina"))
    apply_for("parking_fine", Visitor(app).sign_in("amina"))
    assert [(service, number) for service, number, *_rest in published(app)] == [
        ("dog_licence", 1),
        ("parking_fine", 1),
    ]


def test_cases_from_before_there_were_editions_follow_the_first_one(app: Flask) -> None:
    many_cases(app, 3)
    with app.app_context():
        assert set(db.session.scalars(select(Case.edition_id))) == {None}
    guide_dog(Visitor(app).sign_in("amina"))
    assert follows(app) == {1}


def test_several_first_applications_at_the_same_moment_publish_one_edition(app: Flask) -> None:
    citizens = [ready_to_send(app, persona) for persona in ("amina", "sam", "omar", "grace")]
    together = Barrier(AT_ONCE)

    def send(citizen: Visitor) -> str:
        together.wait()
        return citizen.press("Send").has("We have received it", "edition 1 of the rules").address

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert len(set(threads.map(send, citizens))) == AT_ONCE
    assert len(published(app)) == 1
    assert follows(app) == {1}


def test_answers_that_the_first_edition_cannot_use_are_told(app: Flask) -> None:
    amina = ready_to_send(app, "amina")
    with app.app_context(), transaction():  # the folder has changed since, and nothing was published yet
        draft = db.session.scalars(select(Draft)).one()
        draft.answers = {**draft.answers, "work": "a choice that is gone"}
    amina.post(amina.address, amina.token(), 409).has("The rules have changed since you filled in the form.")
    assert published(app) == []


def ready_to_send(app: Flask, persona: str) -> Visitor:
    citizen = Visitor(app).sign_in(persona).open(f"/services/{SERVICE}").press("Start now")
    citizen.press("Continue", applies_for="myself").press("Continue", parcel="HA-02-0117")
    citizen.press("Continue", work="conversion", description="A workshop.")
    citizen.press("Continue", use_now="living", use_then="business")
    return citizen.press("Continue", plans=(BytesIO(PDF), "plan.pdf")).has("Check your answers")


def published(app: Flask) -> list[tuple[str, int, date, int | None]]:
    with app.app_context():
        found = select(Edition.service, Edition.number, Edition.in_force_from, Edition.moved_up_to).order_by(Edition.id)
        return [(*row,) for row in db.session.execute(found)]


def follows(app: Flask) -> set[int | None]:
    """The numbers of the editions that cases follow."""
    with app.app_context():
        found = select(Edition.number).select_from(Case).outerjoin(Edition, Edition.id == Case.edition_id)
        return set(db.session.scalars(found))


def today_of(app: Flask) -> date:
    with app.app_context():
        return today()
