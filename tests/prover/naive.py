"""A second, naive implementation: plays single cases with real dates and real guards, and writes down what happened.

It shares nothing with the prover but the table: it knows days, people by number, opinions with due dates and money in
a purse, and takes one of all possible moves by the dice.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from workflows.alarms import Days, day_of, next_ring
from workflows.engine import START, STAY, By, Clock, Facts, Step, find_step, may_take, steps_from
from workflows.prover.subject import Subject
from workflows.renewal import in_time_to_renew

HELD_FOR = 300  # days a certificate holds
APPEAL_DAYS = 30


def add_working_days(day: date, count: int) -> date:
    """The office rests on Saturday and Sunday."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def working_days_between(day: date, last: date) -> int:
    return sum((day + timedelta(days=n)).weekday() < 5 for n in range(1, (last - day).days + 1))


@dataclass
class Seen:
    """What happened in all cases together."""

    places: set[str] = field(default_factory=set)
    rows: set[tuple[str, str, str]] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    races: set[frozenset[str]] = field(default_factory=set)
    lost_fees: set[str] = field(default_factory=set)


class Play:
    """One case."""

    def __init__(self, subject: Subject, dice: Random, seen: Seen) -> None:
        self.subject, self.table, self.dice, self.seen = subject, subject.workflow, dice, seen
        self.day = self.entered = date(2026, 1, 5) + timedelta(days=dice.randrange(7))
        self.state, self.fee = START, dice.choice(subject.fees)
        self.answers = {"contests": dice.random() < 0.5}
        self.due: date | None = None
        self.left: int | None = None
        self.owes = self.paid = self.decided = self.served = False
        self.opinions: list[date] = []
        self.heard = 0
        self.appealed = False
        self.valid_until: date | None = None
        self.appeal_until: date | None = None
        self.taken: list[str] = []
        self.rung: set[str] = set()
        self.did: dict[str, set[int]] = {}

    @property
    def facts(self) -> Facts:
        timely = self.appeal_until is not None and self.day <= self.appeal_until
        renews = in_time_to_renew(self.valid_until, self.day)
        return Facts(
            self.answers, self.fee, len(self.opinions), timely, frozenset(self.taken), self.heard, renews, self.appealed
        )  # fmt: skip

    @property
    def days(self) -> Days:
        first, last = min(self.opinions, default=None), max(self.opinions, default=None)
        return Days(self.entered, self.due, last, self.valid_until, first)

    def run(self, moves: int, *, silent: bool = False) -> bool:
        """Up to so many moves; a ``silent`` citizen does nothing after applying. Says whether the case was closed."""
        self.take(self.dice.choice(steps_from(self.table, START, By.APPLICANT, self.facts)), 0)
        for _move in range(moves):
            if silent and self.table.state(self.state).clock == Clock.ENDED:
                return True
            if not self.move(silent):
                break
        return self.table.state(self.state).clock == Clock.ENDED

    def move(self, silent: bool) -> bool:
        """Wait for the next alarm, or some days, or let somebody act."""
        possible = self.possible(silent)
        ring = self.ring()
        kinds = (
            ["people"] * bool(possible) * 3
            + ["clock"] * bool(ring)
            + ["wait"] * bool(self.appeal_until or self.valid_until)
        )
        if not kinds:
            return False
        kind = self.dice.choice(kinds)
        if ring and (kind == "clock" or ring.day <= self.day):
            self.day = max(self.day, ring.day)
            self.note_races(ring.day)
            self.take(find_step(self.table, self.state, ring.step.action, By.CLOCK, self.facts), 0)
        elif kind == "people":
            self.take(*self.dice.choice(possible))
        elif kind == "wait":
            later = self.day + timedelta(days=self.dice.randint(1, 40))
            self.day = min(later, ring.day) if ring else later
        return True

    def ring(self):  # type: ignore[no-untyped-def]
        return next_ring(
            self.table, self.state, self.facts, self.days, rung=self.rung, add_working_days=add_working_days
        )  # fmt: skip

    def possible(self, silent: bool) -> list[tuple[Step, int]]:
        waits_for = self.table.state(self.state).waits_for
        found: list[tuple[Step, int]] = []
        if not silent:
            found += [(step, 0) for step in steps_from(self.table, self.state, By.APPLICANT, self.facts)]
            if self.owes and waits_for == By.PAYMENT:
                found += [(step, 0) for step in steps_from(self.table, self.state, By.PAYMENT, self.facts)]
        desk = By.APPEAL if waits_for == By.APPEAL else By.OFFICER
        people = range(100, 100 + self.subject.judges) if desk == By.APPEAL else range(self.subject.officers)
        for step in steps_from(self.table, self.state, desk, self.facts):
            found += [(step, person) for person in people if may_take(step, person, self.did)]
        if self.opinions:
            heard = replace(self.facts, opinions_out=len(self.opinions) - 1, opinions_in=self.heard + 1)
            last = steps_from(self.table, self.state, By.REVIEWER, heard)[:1]
            if len(self.opinions) > 1 and not last:
                found.append((Step("opinion", (), STAY, By.REVIEWER, "", ""), 0))
            found += [(step, 0) for step in last]
        return [(self.first_of_its_name(step), person) for step, person in found]

    def first_of_its_name(self, step: Step) -> Step:
        if step.by == By.REVIEWER:
            return step
        return find_step(self.table, self.state, step.action, step.by, self.facts)

    def take(self, step: Step, person: int) -> None:
        if step.by == By.REVIEWER:
            self.opinions.pop()
            self.heard += 1
            if step.action == "opinion":
                return
        source, self.state = self.state, step.leads_to(self.state)
        self.seen.places.add(self.state)
        self.seen.rows.add((step.action, source, self.state))
        self.taken.append(step.action)
        if step.by in (By.OFFICER, By.APPEAL):
            self.did[step.action] = {person}
        self.move_clock(source, step)
        self.settle(step)
        if self.table.state(self.state).clock == Clock.ENDED:
            self.seen.ends.add(self.state)
            if self.paid and not self.decided and not self.served and step.by != By.PAYMENT and source != self.state:
                self.seen.lost_fees.add(step.action)

    def move_clock(self, source: str, step: Step) -> None:
        if source == self.state:
            self.rung.add(step.action)
            return
        self.rung, self.entered = set(), self.day
        if step.restarts:
            self.due = self.left = None
        clock = self.table.state(self.state).clock
        if clock == Clock.RUNS and self.due is None:
            self.due = add_working_days(self.day, self.subject.days if self.left is None else self.left)
        elif clock == Clock.STANDS and self.due:
            self.left, self.due = max(0, working_days_between(self.day, self.due)), None
        elif clock == Clock.ENDED:
            self.due = self.left = None

    def settle(self, step: Step) -> None:
        self.appealed = self.appealed or step.action == "appeal"
        if step.decides:
            self.appealed = self.appealed and step.by == By.APPEAL
            self.decided = step.decides != "annulled"
            self.appeal_until = self.day + timedelta(days=APPEAL_DAYS)
        if step.by == By.PAYMENT:
            self.owes, self.paid = False, True
        if step.does == "charge":
            self.owes = self.owes or self.fee
        if step.does in ("drop_charge", "owe_back"):
            self.owes, self.paid = False, self.paid and step.does == "drop_charge"
        if step.does in ("close_opinions", "count_consent"):
            self.give_up(step)
        if step.action == "ask_opinions":
            self.heard = 0
            asked = self.dice.randint(1, max(1, len(self.subject.reviewers)))
            longest = self.subject.review_days
            self.opinions += [
                add_working_days(self.day, self.dice.randint(longest // 2, longest)) for _opinion in range(asked)
            ]
        if step.does == "issue":
            self.served = True
            held = self.day + timedelta(days=HELD_FOR)
            self.valid_until = held if self.subject.certificate_expires else None
        if step.does == "renew" and self.valid_until:
            self.valid_until += timedelta(days=HELD_FOR)
        if step.does == "revoke":
            self.valid_until = None

    def give_up(self, step: Step) -> None:
        """The first office that is late, or all of them where none is waited for any more."""
        if self.table.state(self.state).waits_for != By.REVIEWER:
            self.opinions.clear()
        elif self.opinions:
            self.opinions.remove(min(self.opinions))
            self.heard += step.does == "count_consent"

    def note_races(self, day: date) -> None:
        """Of two alarms of one day that lead to different states, the higher row would win."""
        due = [
            step
            for step in steps_from(self.table, self.state, By.CLOCK, self.facts)
            if step.alarm and step.action not in self.rung and step.leads_to(self.state) != self.state
            and day_of(step.alarm, self.days, add_working_days) == day
        ]  # fmt: skip
        if len({step.target for step in due}) > 1:
            self.seen.races.add(frozenset(step.action for step in due))


def played(subject: Subject, *, cases: int, moves: int, seed: int = 0) -> Seen:
    """What happened in so many cases of a service."""
    seen, dice = Seen(), Random(seed)
    for _case in range(cases):
        Play(subject, dice, seen).run(moves)
    return seen
