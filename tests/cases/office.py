"""What the tests of this room share: cases on their way, the calendar, and a door that is tried without being shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from egov.audit.operations import APPOINTING, SYSTEM, About, record
from egov.cases.models import Case, Draft
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.identity.models import Installation, Person, RoleHolding
from egov.timemachine.operations import set_clock
from tests.support.robot import Robot
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def it_is(app: Flask, day: date) -> None:
    """Travel to a day, back too, which the time machine of the demonstration does not do."""
    with app.app_context():
        set_clock()
        with transaction():
            db.session.scalars(select(Installation)).one().days_ahead += (day - today()).days
        set_clock()
        assert today() == day


def apply_for(service: str, applicant: Visitor, pick: Any = 0) -> str:
    """The reference of a new case that the robot filled in."""
    return Robot(applicant.app, service, pick).apply(applicant)


def guide_dog(applicant: Visitor) -> str:
    """The reference of a new case without a fee: it waits for an officer at once."""
    return apply_for("dog_licence", applicant, -1)


def taken_by(officer: Visitor, reference: str) -> Visitor:
    """The officer, with the case on his desk."""
    return officer.open(f"/office/{reference}").press("Take this case")


def try_anyway(visitor: Visitor, address: str, status: int, **typed: Any) -> Visitor:
    """Send a form to an address although no page shows it, as somebody does who knows addresses."""
    token = visitor.open("/").token()
    return visitor.post(address, token | {name.replace("__", "-"): value for name, value in typed.items()}, status)


@contextmanager
def records_of(app: Flask, reference: str) -> Iterator[Case]:
    """The case as the database has it."""
    with app.app_context():
        yield db.session.scalars(select(Case).filter_by(reference=reference)).unique().one()


def give_role(app: Flask, persona: str, *, service: str, office: str, role: str = "officer") -> None:
    """Make somebody an officer, or something else."""
    with app.app_context(), transaction():
        person = person_called(persona)
        db.session.add(RoleHolding(person_id=person.id, role=role, service=service, office=office))
        record(SYSTEM, "role_given", About(person.id), purpose=APPOINTING)


def person_called(persona: str) -> Person:
    identifier = current_pack().personas[persona].resident.identifier
    return db.session.scalars(select(Person).filter_by(identifier=identifier)).one()


def many_cases(app: Flask, number: int, **more: Any) -> None:
    """Rows as cases leave them, for queues and plans: of dog licences that wait unclaimed, unless told otherwise."""
    usual = {
        "service": "dog_licence", "office": "harbour-licensing", "desk": "harbour-licensing",
        "state": "assessment", "waits_for": "officer",
        "answers": {}, "language": "en", "submitted_at": now(), "applicant_name": "", "applicant_identifier": "",
        "search_name": "", "search_other_name": "", "email": "", "phone": "", "household": "", "version": 1,
    }  # fmt: skip
    with app.app_context(), transaction():
        first = 1_000_000 + len(db.session.scalars(select(Case.id)).all())
        rows = [usual | _numbered(first + n, n) | more for n in range(number)]
        db.session.execute(Case.__table__.insert(), rows)  # type: ignore[attr-defined]


def _numbered(number: int, place: int) -> dict[str, Any]:
    day = date.fromordinal(date(2026, 1, 1).toordinal() + place % 40)
    return {
        "reference": f"DL-26-{number}", "draft_id": number, "code_hash": f"of {number}",
        "queue_date": day, "due_on": day, "entered_on": day,
    }  # fmt: skip


def drafts_of(app: Flask) -> list[Draft]:
    with app.app_context():
        return list(db.session.scalars(select(Draft).order_by(Draft.id)).unique())
