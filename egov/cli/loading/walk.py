"""A case on its way: the people of the demonstration and the clock bring it to a state, with the real operations."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from egov.cases.claims import claim
from egov.cases.clockwork import ring_due
from egov.cases.models import Case, Correction
from egov.cases.reviews import Opinion, ask_opinions, give_opinion
from egov.cases.steps import Taken, desk_of, is_officer_for, possible_steps, take_step, workflow_of
from egov.catalogue import all_services
from egov.cli.loading.applicant import Applicant, Stuck
from egov.clock import clock, now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.editions.operations import service_for
from egov.forms.fields import TextField
from egov.forms.page import questions_of
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.payments.events import Event, seal
from egov.payments.operations import payable_charge, start_attempt
from egov.payments.settlement import receive_event
from workflows.correction import PROPOSE
from workflows.engine import STAY, By, Workflow

PROVIDER = "demo"
LONGEST = 40  # steps
OF_AGE = 18 * 366  # days
SLOW = 0.3  # of all steps are taken a day later
CLAIMED = 0.4  # of the cases that wait for an officer


@dataclass(frozen=True)
class Move:
    """Somebody can take this step now, and it leads there."""

    action: str
    by: By
    leads_to: str
    person: Person
    review: int = 0


@dataclass
class Walk:
    """One case on its way. It is walked by dice that fall the same way each time."""

    dice: Random
    present: timedelta
    number: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def case(self) -> Case:
        return db.session.get_one(Case, self.number)

    def live(self, service: str, state: str, age: int) -> int:
        """Let somebody apply so many days ago, and bring his case to the state; how many days that took.

        Raises Stuck, and Problem.
        """
        clock.offset = self.present - timedelta(days=age)
        begun = today()
        self.number = self._apply(service)
        for _step in range(LONGEST):
            if self.case.state == state:
                return (today() - begun).days
            self._go_on(_distances(workflow_of(self.case), state))
        raise Stuck(state)

    def until_the_present(self) -> None:
        """Let the days go by until now, with all that rings on them; an officer may take the case."""
        while (wakes := self.case.wakes_on) and (wakes - today()).days <= (self.present - clock.offset).days:
            self._wait((wakes - today()).days)
        clock.offset = self.present
        self._may_be_claimed()

    def _may_be_claimed(self) -> None:
        case = self.case
        free = [move.person for move in _moves(case) if move.by in (By.OFFICER, By.APPEAL)]
        if case.waits_for in (By.OFFICER, By.APPEAL) and free and self.dice.random() < CLAIMED:
            with transaction():
                claim(self.case, self.dice.choice(free))

    def _apply(self, service: str) -> int:
        with transaction():
            person = self.dice.choice(_citizens())
            return Applicant(person, self.dice).apply(all_services()[service]).id

    def _go_on(self, distance: Mapping[str, int]) -> None:
        """Somebody takes a step that leads nearer; where nobody can, the clock goes on to its next alarm."""
        case = self.case
        here = distance.get(case.state)
        if here is None:
            raise Stuck(case.state)
        moves = [move for move in _moves(case) if distance.get(move.leads_to, LONGEST) <= here]
        nearer = [move for move in moves if distance[move.leads_to] < here]
        self.seen.add(case.state)
        sideways = [move for move in moves if move.leads_to not in self.seen]  # a fee that the shortest way has not
        if nearer or sideways:
            if self.dice.random() < SLOW:
                self._wait(1)
            self._take(self.dice.choice(nearer or sideways))
        elif case.wakes_on:
            self._wait((case.wakes_on - today()).days)
        else:
            raise Stuck(case.state)

    def _wait(self, days: int) -> None:
        if days >= 0:
            clock.offset += timedelta(days=days)
            ring_due()

    def _take(self, move: Move) -> None:
        with transaction():
            case = self.case
            if move.by == By.PAYMENT:
                _pay(case)
            elif move.review:
                give_opinion(case, move.person, move.review, Opinion(True, "Nothing speaks against it."))
            elif move.action == "ask_opinions":
                offices = [office.code for office in current_pack().offices_reviewing(case.service)]
                ask_opinions(case, move.person, offices, "Is it safe?")
            else:
                if move.action == PROPOSE:
                    _write_correction(case, move.person)
                take_step(case, move.action, Taken(move.by, move.person, "As the law says."))


def _moves(case: Case) -> list[Move]:
    """What people can do with the case now."""
    found: list[Move] = []

    def add(by: By, person: Person) -> None:
        steps = possible_steps(case, Taken(by, person))
        found.extend(Move(step.action, by, step.leads_to(case.state), person) for step in steps)

    if case.applicant:
        add(By.APPLICANT, case.applicant)
        if payable_charge(case):
            found.extend(Move("pay", By.PAYMENT, state, case.applicant) for state in _led_by(case, By.PAYMENT))
    for person in _cast():
        if is_officer_for(case, person):
            add(desk_of(case), person)
        asked = [r.id for r in case.reviews if r.is_out and person.holds("reviewer", case.service, r.office)]
        led = _led_by(case, By.REVIEWER)
        found.extend(Move("opinion", By.REVIEWER, state, person, number) for number in asked for state in led)
    return found


def _led_by(case: Case, by: By) -> set[str]:
    """Where steps by these lead from here."""
    return {s.target for s in workflow_of(case).steps if s.by == by and case.state in s.sources and s.target != STAY}


def _distances(workflow: Workflow, state: str) -> dict[str, int]:
    """How many steps it takes from each state to this one, whoever takes them."""
    distance, newest = {state: 0}, [state]
    while newest:
        nearer = [step for step in workflow.steps if step.target in newest]
        newest = list({source for step in nearer for source in step.sources} - {*distance})
        distance |= dict.fromkeys(newest, max(distance.values()) + 1)
    return distance


def _pay(case: Case) -> None:
    attempt = start_attempt(case, PROVIDER, actor_of(case.applicant))
    owed = attempt.charge
    number, at = secrets.token_hex(16), now().isoformat()
    event = Event(number, PROVIDER, attempt.token, "paid", owed.amount, owed.currency, at)
    db.session.flush()
    receive_event(PROVIDER, seal(event))


def _write_correction(case: Case, person: Person) -> None:
    """Write down another spelling of the first text on the form: it was a slip of the pen."""
    texts = [q.short_name for page in service_for(case).pages for q in questions_of(page) if isinstance(q, TextField)]
    name = next(name for name in texts if name in case.answers)
    right = {**case.answers, name: f"{case.answers[name]}a"}
    case.corrections.append(
        Correction(
            edition_id=case.edition_id, answers_before=dict(case.answers), answers=right, reason="A slip of the pen.",
            person=person, at=now(),
        )
    )  # fmt: skip


def _cast() -> Sequence[Person]:
    """The officials of the demonstration."""
    numbers = [one.resident.identifier for one in current_pack().personas.values() if one.is_official]
    query = select(Person).where(Person.identifier.in_(numbers)).order_by(Person.id)
    return db.session.scalars(query.options(selectinload(Person.roles))).unique().all()


def _citizens() -> Sequence[Person]:
    """Those who are of age, can be written to, and are no officials."""
    officials = {person.id for person in _cast()}
    grown_up = today() - timedelta(days=OF_AGE)
    query = select(Person).where(Person.email != "", Person.born < grown_up).order_by(Person.id)
    return [person for person in db.session.scalars(query).unique() if person.id not in officials]
