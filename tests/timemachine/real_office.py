"""One case in the real house: its row in the database, the people of the country, the demonstration's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from egov.audit.models import Entry
from egov.audit.operations import SYSTEM
from egov.cases.alarms import days_of, rung_in_this_stay
from egov.cases.clockwork import ring_due
from egov.cases.codes import hash_code, new_code
from egov.cases.models import Case, Correction, Draft
from egov.cases.reviews import Opinion, ask_opinions, give_opinion
from egov.cases.steps import Taken, desk_of, facts_of, is_officer_for, possible_steps, take_step, workflow_of
from egov.cases.submission import Contact, submit
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.identity.models import Person
from egov.payments.operations import due_charge, payable_charge
from egov.registers.models import RegisterRecord
from egov.timemachine.operations import travel
from tests.cases.office import apply_for, drafts_of, it_is, person_called
from tests.payments.till import Till, word
from tests.support.visitor import Visitor
from tests.workflows.paper_case import first_alarm
from workflows.correction import PROPOSE
from workflows.engine import By, Step, Workflow, steps_from

MONDAY = date(2026, 3, 16)
Written = dict[str, tuple[str, dict[str, Any]]]  # the service and the answers, by a name
MOST_TICKS = 20  # for one case on one day; more of them are a loop


@dataclass(frozen=True)
class Move:
    """Somebody of the cast takes a step; ``review`` is the opinion that he gives."""

    persona: str
    action: str
    by: By
    review: int = 0


@contextmanager
def house(app: Flask) -> Iterator[None]:
    """A session of its own, as each request and each tick of the clock has one."""
    with app.test_request_context("/"):
        yield


def applications(app: Flask, services: list[tuple[str, Any]]) -> Written:
    """What Amina writes, once for each service and choice: the service and her answers."""
    it_is(app, MONDAY)
    written: Written = {}
    for service, pick in services:
        apply_for(service, Visitor(app).sign_in("amina"), pick)
        written[f"{service} {pick}"] = service, drafts_of(app)[-1].answers
        lay_aside(app)
    return written


def follow(app: Flask, service: str, table: Workflow) -> None:
    """From now on the service follows this table."""
    services = app.extensions["services"]
    services[service] = replace(services[service], workflow=table)
    app.extensions["editions"].services.clear()  # which remembers the table of before


def lay_aside(app: Flask) -> None:
    """Let no case that there is so far have to do with those that come: what was paid or cancelled is owed again."""
    with house(app), transaction():
        db.session.execute(update(Case).values(wakes_on=None, closed_at=now()))
        for notice in db.session.scalars(select(RegisterRecord).filter_by(register="parking_notices")):
            notice.data = {**notice.data, "status": "unpaid"}


def apply_again(app: Flask, service: str, answers: dict[str, Any]) -> int:
    """A new case of Amina's; the number of its row."""
    with house(app), transaction():
        draft = Draft(
            service=service, person=person_called("amina"), code_hash=hash_code(new_code()), answers=answers,
            set_aside={}, created_at=now(), updated_at=now(),
        )  # fmt: skip
        db.session.add(draft)
        db.session.flush()
        return submit(draft, Contact()).id


def moves_in(case: Case) -> list[Move]:
    """What the cast can do with a case now."""
    people = cast()
    applying = possible_steps(case, Taken(By.APPLICANT, people["amina"]))
    found = [Move("amina", step.action, By.APPLICANT) for step in applying]
    if payable_charge(case):
        found.append(Move("amina", "pay", By.PAYMENT))
    for persona, person in people.items():
        if is_officer_for(case, person):
            steps = possible_steps(case, Taken(desk_of(case), person))
            found += [Move(persona, step.action, desk_of(case)) for step in steps]
        found += [Move(persona, "opinions_in", By.REVIEWER, number) for number in _asked_of(person, case)]
    return found


def aside_in(case: Case) -> list[Move]:
    """The steps of officials who must stand aside now, since they did what another is to check."""
    did = {step.action: step.person_id for step in case.steps}
    officers = [(persona, person) for persona, person in cast().items() if is_officer_for(case, person)]
    return [
        Move(persona, step.action, desk_of(case)) for step in _here(case) for persona, person in officers
        if person.id in [did.get(action) for action in step.never_by]
    ]  # fmt: skip


def strange_in(case: Case) -> list[Move]:
    """What must not come to pass now: steps of a stranger, and steps that the table does not have here."""
    here = _here(case)
    elsewhere = {row.action for row in workflow_of(case).steps if row.by == By.OFFICER} - {step.action for step in here}
    by_sam = [Move("sam", step.action, desk_of(case)) for step in here]
    return [*by_sam, *(Move("omar", action, By.OFFICER) for action in sorted(elsewhere))]


def _here(case: Case) -> list[Step]:
    return steps_from(workflow_of(case), case.state, desk_of(case), facts_of(case))


def cast() -> dict[str, Person]:
    """The people of the demonstration, by persona."""
    personas = {persona.resident.identifier: code for code, persona in current_pack().personas.items()}
    people = db.session.scalars(select(Person).where(Person.identifier.in_(personas)).order_by(Person.id)).unique()
    return {personas[person.identifier]: person for person in people}


def act(app: Flask, number: int, move: Move) -> None:
    """Do it, as the pages do."""
    with house(app):
        if move.by == By.PAYMENT:
            till = Till(app)
            till.tell(word(till.start(db.session.get_one(Case, number))))
            return
        with transaction():
            _take(db.session.get_one(Case, number), move, person_called(move.persona))


def _take(case: Case, move: Move, person: Person) -> None:
    if move.review:
        give_opinion(case, person, move.review, Opinion(True, "It is safe."))
    elif move.action == PROPOSE:
        _propose(case, person)
    elif move.action == "ask_opinions":
        offices = [office.code for office in current_pack().offices_reviewing(case.service)]
        ask_opinions(case, person, offices, "Is it safe?")
    else:
        take_step(case, move.action, Taken(move.by, person, "The law says so."))


def _propose(case: Case, person: Person) -> None:
    """Write down another description of what is built: it was a slip of the pen."""
    right = {**case.answers, "description": f"{case.answers.get('description', '')} On the plan."}
    case.corrections.append(
        Correction(
            edition_id=case.edition_id, answers_before=dict(case.answers), answers=right, reason="A slip of the pen.",
            person=person, at=now(),
        )
    )  # fmt: skip
    take_step(case, PROPOSE, Taken(By.OFFICER, person, "A slip of the pen."))


def _asked_of(person: Person, case: Case) -> list[int]:
    out = [review for review in case.reviews if review.is_out]
    return [review.id for review in out if person.holds("reviewer", case.service, review.office)]


def days_go_by(app: Flask, days: int, *, worker_runs: bool) -> None:
    """With the worker each alarm rings on its day; without it all ring at the end, one after the other."""
    if worker_runs:
        with house(app):
            travel(days, SYSTEM)
        return
    with house(app):
        day = date.fromordinal(today().toordinal() + days)
    it_is(app, day)
    tick(app)


def tick(app: Flask) -> None:
    """Let the worker look until nothing is due."""
    for _tick in range(MOST_TICKS):
        with house(app):
            if not ring_due():
                return
    raise AssertionError("the clock never comes to rest")


def audited_steps(case: Case) -> list[str]:
    """The steps that the log tells of."""
    query = select(Entry.action).where(Entry.case_reference == case.reference, Entry.action.startswith("step_"))
    return [action.removeprefix("step_") for action in db.session.scalars(query.order_by(Entry.id))]


def alarm_of(case: Case) -> date | None:
    """The day on which the table wakes the case."""
    rung, calendar = rung_in_this_stay(case), current_pack().calendar_of(case.desk)
    return first_alarm(workflow_of(case), case.state, facts_of(case), days_of(case), rung=rung, calendar=calendar)


def owes(case: Case) -> bool:
    return due_charge(case) is not None
