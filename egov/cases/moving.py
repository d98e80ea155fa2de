"""A case goes from one edition of its service to another, waits while the law changes, and goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cases.alarms import set_alarm
from egov.cases.deadlines import move_clock
from egov.cases.escalation import close_opinions
from egov.cases.letters import tell_applicant
from egov.cases.models import Case, EditionMove
from egov.cases.steps import bring_to, facts_of, workflow_of
from egov.clock import now
from egov.country.formats import Day
from egov.db import db
from egov.editions.models import Edition
from egov.editions.operations import service_for
from egov.errors import Conflict
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.texts import Text, _
from workflows.engine import By, Clock


@dataclass(frozen=True)
class Standing:
    """Where a case stands: its state and its answers."""

    state: str
    answers: Mapping[str, Any]


def move(case: Case, edition: Edition, standing: Standing, mover: Person | None, *, silently: bool = False) -> None:
    """Let the case follow another edition, in the open transaction.

    What the clock counts from the arrival in the state counts anew from today, so that nobody is late by a rule that he
    could not know; the day by which the office must decide stays as it was promised. ``silently``: nothing changes for
    the applicant, so he gets no letter.
    """
    case.moves.append(_as_moved(case, edition, mover))
    details = {"from": case.edition_id, "to": edition.id, "state": case.state, "to_state": standing.state}
    case.edition_id, case.answers = edition.id, dict(standing.answers)
    state = workflow_of(case).state(standing.state)
    if state.code != case.state:
        case.claimed_by_id = case.claimed_by = None
    bring_to(case, state, restarts=False)
    if state.waits_for != By.REVIEWER:
        close_opinions(case)
    set_alarm(case, workflow_of(case), facts_of(case))
    _audit(case, "case_moved", mover, details)
    if not silently:
        day = Day(edition.in_force_from)
        _tell(case, _("Your case now follows the rules that are in force since %(day)s", day=day))


def move_back(case: Case, mover: Person | None) -> None:
    """Undo the move to the edition of the case, and where no step was taken since, to its state and answers, too.

    Raises Conflict where it began under that edition.
    """
    last = arrival(case)
    if last is None:
        raise Conflict(_("There is no edition to go back to."))
    untouched = not any(step.at > last.at for step in case.steps)
    before = Standing(last.state_before, last.answers_before) if untouched else Standing(case.state, case.answers)
    move(case, last.from_edition, before, mover)


def arrival(case: Case) -> EditionMove | None:
    """The move that brought the case forward to its edition; None where it began under it."""
    forward = (m for m in case.moves if m.to_edition_id == case.edition_id and m.from_edition_id < m.to_edition_id)
    return max(forward, key=lambda move: move.id, default=None)


def hold(case: Case, mover: Person | None) -> None:
    """Let the case wait until somebody decides under which edition it goes on; its legal clock stands meanwhile."""
    case.held_at = now()
    move_clock(case, Clock.STANDS, service_for(case).days)
    case.wakes_on = None
    _audit(case, "case_held", mover, {})
    _tell(case, _("Your case waits, since the law changes. We will write to you when it goes on"))


def let_go_on(case: Case, mover: Person | None) -> None:
    """End the wait: the clock goes on with what was left."""
    case.held_at = None
    workflow = workflow_of(case)
    move_clock(case, workflow.state(case.state).clock, service_for(case).days)
    set_alarm(case, workflow, facts_of(case))
    _audit(case, "case_goes_on", mover, {})
    _tell(case, _("Your case goes on"))


def adopt(edition: Edition) -> None:
    """Give the first edition of a service to the cases that were made before there was one, in the open transaction."""
    for case in db.session.scalars(
        select(Case).where(Case.service == edition.service, Case.edition_id.is_(None))
    ).unique():
        case.edition_id = edition.id


def locked_cases(numbers: Sequence[int]) -> Sequence[Case]:
    """Those of these cases that still run, for a change of edition, with all that it looks at; it waits for whoever is
    changing them now."""
    running = select(Case).where(Case.id.in_(numbers), Case.closed_at.is_(None)).order_by(Case.id)
    whole = [selectinload(part) for part in (Case.steps, Case.reviews, Case.decisions, Case.moves)]
    query = running.options(*whole).with_for_update(of=Case).execution_options(populate_existing=True)
    return db.session.scalars(query).unique().all()


def _as_moved(case: Case, edition: Edition, mover: Person | None) -> EditionMove:
    return EditionMove(
        from_edition_id=case.edition_id,
        to_edition_id=edition.id,
        state_before=case.state,
        answers_before=dict(case.answers),
        person_id=mover.id if mover else None,
        at=now(),
    )


def _audit(case: Case, action: str, mover: Person | None, details: dict[str, Any]) -> None:
    actor = actor_of(mover) if mover else SYSTEM
    record(actor, action, About(case.applicant_id, case.reference), purpose=CHANGING_RULES, details=details)


def _tell(case: Case, sentence: Text) -> None:
    words = {"service": service_for(case).title, "reference": case.reference, "sentence": sentence}
    tell_applicant(case, _("%(service)s %(reference)s: %(sentence)s", **words), _("%(sentence)s.", **words))
