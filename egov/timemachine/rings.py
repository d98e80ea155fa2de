"""What the clock did: its newest steps, for the room that has just travelled."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from egov.cases.access import is_held, may_see_at_desk
from egov.cases.models import Case, StepTaken
from egov.country.days import day_of
from egov.db import db
from egov.editions.operations import service_for
from egov.errors import Problem
from egov.identity.guards import current_person
from egov.texts import Text
from workflows.engine import By

MOST = 20


@dataclass(frozen=True)
class Ring:
    """A step of the clock. ``href`` leads to its case, and is empty where the reader may not open it."""

    day: date
    reference: str
    href: str
    service: Text | str
    happened: Text


def newest_rings() -> list[Ring]:
    """The newest steps of the clock, whenever it took them."""
    taken = select(StepTaken, Case).join(Case, Case.id == StepTaken.case_id).where(StepTaken.by == By.CLOCK)
    newest = taken.order_by(StepTaken.id.desc()).limit(MOST).options(joinedload(Case.edition))
    return [_ring(step, case) for step, case in db.session.execute(newest).unique()]


def _ring(step: StepTaken, case: Case) -> Ring:
    title, done = _in_words(step, case)
    return Ring(day_of(step.at), case.reference, _link_to(case), title, done)


def _in_words(step: StepTaken, case: Case) -> tuple[Text | str, Text]:
    """The service and what happened, in the words of the case's edition; plainly where that cannot be opened."""
    try:
        service = service_for(case)
    except Problem:
        return case.service, Text(step.done)
    own = {row.done: row.done for row in service.workflow.steps}
    return service.title, Text(own.get(step.done, step.done))


def _link_to(case: Case) -> str:
    person = current_person()
    if is_held("cases", case.id) or (person is not None and person.id == case.applicant_id):
        return url_for("cases.case_page", reference=case.reference)
    if person is not None and may_see_at_desk(case, person):
        return url_for("cases.desk", reference=case.reference)
    return ""
