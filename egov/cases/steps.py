"""Taking a step, the heart of the house: rule, guard, clock, decision, consequence, audit, letter, one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from flask import current_app

from egov.audit.operations import APPLYING, DECIDING, PAYING, SYSTEM, About, record
from egov.cases.alarms import end_of_waiting, set_alarm
from egov.cases.answers import answers_of
from egov.cases.bars import check_not_own
from egov.cases.deadlines import move_clock
from egov.cases.decisions import decide
from egov.cases.disposed import is_disposed
from egov.cases.letters import tell_step
from egov.cases.models import Case, StepTaken
from egov.cases.words import appeal_in_words
from egov.catalogue import CaseFacts
from egov.clock import now
from egov.country.days import today
from egov.country.formats import Day
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.operations import service_for
from egov.errors import BadInput, Conflict, NotAllowed
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.texts import Text, _
from workflows.appeals import APPEAL, is_appealed
from workflows.engine import STAY, By, Clock, Facts, State, Step, StepRefused, Workflow, find_step, may_take, steps_from
from workflows.renewal import in_time_to_renew

Consequence = Callable[[Case], None]
LONGEST_REASON = 4000
AT_DESKS = (By.OFFICER, By.APPEAL)
HELD = (*AT_DESKS, By.CLOCK)  # whoever pays, answers or was asked for an opinion may go on while a case is held
PURPOSES = {By.APPLICANT: APPLYING, By.PAYMENT: PAYING}
SECOND_PERSON = _("The law asks for a second person here: you have already acted on this case.")
ON_HOLD = _("This case waits, since the law changes. It goes on when the ministry has decided how.")
NO_WORDS, NO_REASON = _("Write something first."), _("Write the reason: the applicant will read it.")
TOO_LATE = _("This can no longer be done: the case has moved on. Look at where it stands now.")


@dataclass(frozen=True)
class Taken:
    """By whom a step is taken, and why; ``ground`` is one that the service names for refusing, if one was picked."""

    by: By
    person: Person | None = None
    reason: str = ""
    ground: str = ""


def facts_of(case: Case) -> Facts:
    """What the guards of the workflow may look at."""
    answers = answers_of(case)
    service = service_for(case)
    return Facts(
        answers=answers,
        fee_due=bool(service.fee and service.fee(answers, today()) > 0),
        opinions_out=sum(1 for review in case.reviews if review.is_out),
        in_time_to_appeal=bool(case.decisions) and today() <= case.decisions[-1].appeal_until,
        taken=frozenset(step.action for step in case.steps),
        opinions_in=sum(1 for review in case.reviews if review.is_in and review.round == case.reviews[-1].round),
        in_time_to_renew=in_time_to_renew(case.valid_until, today()),
        appealed=is_appealed(service.workflow, [step.action for step in case.steps]),
    )


def possible_steps(case: Case, taken: Taken) -> list[Step]:
    """The steps that this person may take now; officials none while the case waits for a new edition."""
    if is_disposed(case) or (case.held_at and taken.by in HELD):
        return []
    steps = steps_from(workflow_of(case), case.state, taken.by, facts_of(case))
    person = taken.person
    return steps if person is None else [step for step in steps if _is_free_to(case, step, person)]


def workflow_of(case: Case) -> Workflow:
    """The table that the case follows."""
    return service_for(case).workflow


def done_by(case: Case) -> dict[str, set[int]]:
    """Who took which action on the case last: a new proposal needs another second officer, not a third one."""
    people: dict[str, set[int]] = {}
    for step in case.steps:
        if step.person_id is not None:
            people[step.action] = {step.person_id}
    return people


def take_step(case: Case, action: str, taken: Taken) -> Step:
    """Move the case by one step of its table, in the open transaction.

    Raises Conflict when the table has no such step here, NotAllowed when the person is barred, BadInput without a
    needed reason; then nothing is changed.
    """
    step = _permitted_step(case, action, taken)
    desk = case.desk
    state = workflow_of(case).state(step.leads_to(case.state))
    case.steps.append(_as_taken(step, taken, case.state))
    if step.target != STAY:
        bring_to(case, state, restarts=step.restarts)
    if state.waits_for is None or (state.waits_for in AT_DESKS and _another_must_act(case, taken)):
        case.claimed_by_id = case.claimed_by = None
    if step.decides:
        decide(case, step.decides, case.steps[-1], taken.ground)
    _audit(case, step, taken, desk)
    set_alarm(case, workflow_of(case), facts_of(case))  # here as well: so the row is mostly written only once
    db.session.flush()
    _follow(case, step)
    set_alarm(case, workflow_of(case), facts_of(case))
    tell_step(case, step, _comes_next(case, state), taken.reason)
    return step


def last_day_to_act(case: Case) -> tuple[date, Step] | None:
    """The last day on which the applicant is in time, and the step that the clock takes after it; None where the case
    does not wait for him, or waits for ever."""
    if case.waits_for not in (By.APPLICANT, By.PAYMENT):
        return None
    ring = end_of_waiting(case, workflow_of(case), facts_of(case))
    return (ring.day - timedelta(days=1), ring.step) if ring else None


def _comes_next(case: Case, state: State) -> Text:
    """What the state asks of the applicant, and until when where the clock does not wait for him for ever."""
    asked, last = Text(state.for_applicant), last_day_to_act(case)
    return _("%(asked)s You have until %(day)s.", asked=asked, day=Day(last[0])) if last else asked


def bring_to(case: Case, state: State, *, restarts: bool) -> None:
    """Bring the case to a state, to the office where it lies there, and its deadline to what the state says."""
    case.state, case.waits_for, case.entered_on = state.code, state.waits_for or "", today()
    case.desk = current_pack().office(case.office).appeal_body if state.waits_for == By.APPEAL else case.office
    if restarts:
        case.due_on = case.days_left = case.escalated_at = None
    stands = bool(case.held_at) and state.clock == Clock.RUNS
    move_clock(case, Clock.STANDS if stands else state.clock, service_for(case).days)


def step_open_to(case: Case, action: str, taken: Taken) -> Step:
    """The row of the table that this means here. Raises Conflict where there is none, NotAllowed where he is barred."""
    if is_disposed(case):
        raise Conflict(TOO_LATE)
    if case.held_at and taken.by in HELD:
        raise Conflict(ON_HOLD)
    try:
        step = find_step(workflow_of(case), case.state, action, taken.by, facts_of(case))
    except StepRefused as refusal:
        raise Conflict(_why_not(case, action)) from refusal
    if taken.by in AT_DESKS and taken.person:
        _check_may_take(case, step, taken.person)
    return step


def _permitted_step(case: Case, action: str, taken: Taken) -> Step:
    step = step_open_to(case, action, taken)
    if step.needs_reason and not taken.reason.strip():
        raise BadInput(NO_WORDS if taken.by == By.APPLICANT else NO_REASON)
    if len(taken.reason) > LONGEST_REASON:
        raise BadInput(_("Use at most %(longest)s characters", longest=LONGEST_REASON))
    return step


def _why_not(case: Case, action: str) -> Text:
    """Why the table has no such step here: who comes too late to appeal is told until when he could."""
    decision = case.decisions[-1] if action == APPEAL and case.decisions else None
    too_late = appeal_in_words(case, decision) if decision and decision.appeal_until < today() else None
    return too_late or TOO_LATE


def check_officer(case: Case, person: Person) -> None:
    """Raises NotAllowed for whoever does not decide on the case where it lies now, or must stand aside."""
    if not is_officer_for(case, person):
        raise NotAllowed(_("You are not an officer for this service at this office."))
    check_not_own(case, person)


def _check_may_take(case: Case, step: Step, person: Person) -> None:
    check_officer(case, person)
    if not _is_free_to(case, step, person):
        raise NotAllowed(SECOND_PERSON)
    if case.claimed_by_id not in (None, person.id):
        name = case.claimed_by.name if case.claimed_by else ""
        raise Conflict(_("%(name)s is working on this case. Nothing was changed.", name=name))


def _is_free_to(case: Case, step: Step, person: Person) -> bool:
    """Whether the four-eyes rule lets the person take the step; nobody hears an appeal against his own work."""
    worked = any(taken.by == By.OFFICER and taken.person_id == person.id for taken in case.steps)
    return may_take(step, person.id, done_by(case)) and not (step.by == By.APPEAL and worked)


def desk_of(case: Case) -> By:
    """In which capacity an official acts on the case where it lies now."""
    return By.APPEAL if case.waits_for == By.APPEAL else By.OFFICER


def is_officer_for(case: Case, person: Person) -> bool:
    """Whether the person decides on the case where it lies now: an officer of the office, or of the appeal body."""
    return person.holds(desk_of(case), case.service, case.desk)


def _another_must_act(case: Case, taken: Taken) -> bool:
    """Whether the officer who just acted can do nothing more here: then the case goes back to the unclaimed ones."""
    return taken.by in AT_DESKS and not possible_steps(case, taken)


def _as_taken(step: Step, taken: Taken, source: str) -> StepTaken:
    return StepTaken(
        action=step.action,
        done=step.done,
        source=source,
        target=step.leads_to(source),
        by=str(step.by),
        person_id=taken.person.id if taken.person else None,
        person=taken.person,
        reason=taken.reason.strip(),
        at=now(),
    )


def _audit(case: Case, step: Step, taken: Taken, desk: str) -> None:
    """Write the step down as taken at ``desk``, where the case lay before it."""
    person = taken.person
    office = desk if step.by in AT_DESKS else ""
    actor = actor_of(person, office) if person or step.by == By.APPLICANT else SYSTEM
    about = About(case.applicant_id, case.reference)
    purpose = PURPOSES.get(step.by, DECIDING)
    record(actor, f"step_{step.action}", about, purpose=purpose, details={"to": case.state})


def _follow(case: Case, step: Step) -> None:
    """What the step brings about: the consequence it names, then the service's own effect."""
    if step.does:
        consequences = cast(dict[str, Consequence], current_app.extensions["consequences"])
        consequences[step.does](case)
    effect = service_for(case).effects.get(step.action)
    if effect:
        effect(CaseFacts(case.reference, answers_of(case), today()))
