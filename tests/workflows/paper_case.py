"""A case as a clerk keeps it on paper, for any table: where it stands, what is due on which day, who did what."""

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import date, timedelta

import workflows
from egov.catalogue import load_services
from egov.country.calendars import OfficeCalendar
from tests.prover.faults import SOUND
from workflows.alarms import Days, Ring, day_of, next_ring
from workflows.engine import START, STAY, By, Clock, Facts, State, Step, Workflow, find_step, may_take, steps_from
from workflows.renewal import in_time_to_renew

OPINION_DAYS, APPEAL_DAYS = 10, 30
MOST_RINGS = 20  # on one day; more of them are a loop
OFFICE = OfficeCalendar(frozenset({5, 6}), frozenset({date(2026, 1, 6), date(2026, 3, 20), date(2026, 4, 6)}))


class Barred(Exception):
    """The law asks for another person here."""


@dataclass(frozen=True)
class Law:
    """What the service around the table says: whether a fee is due, the legal deadline in working days, how many
    opinions are asked at once, and for how many days a certificate holds (0: for ever)."""

    fee_due: bool
    contests: bool
    days: int
    opinions: int
    holds_for: int


@dataclass(frozen=True)
class Line:
    """A step that was taken, as it stands in the file."""

    action: str
    by: By
    person: int
    source: str
    target: str


class PaperCase:
    """One case; ``wakes_on`` is the day on which the clock takes its next step, written down after each change."""

    def __init__(self, table: Workflow, law: Law, today: date) -> None:
        self.table, self.law, self.today, self.entered = table, law, today, today
        self.place = START
        self.due: date | None = None
        self.left: int | None = None
        self.wakes_on: date | None = None
        self.valid_until: date | None = None
        self.appeal_until: date | None = None
        self.owes = False
        self.opinions: list[date] = []
        self.heard = 0
        self.appealed = False
        self.lines: list[Line] = []

    @property
    def state(self) -> State:
        return self.table.state(self.place)

    @property
    def facts(self) -> Facts:
        in_time = self.appeal_until is not None and self.today <= self.appeal_until
        taken = frozenset(line.action for line in self.lines)
        return Facts(
            {"contests": self.law.contests}, self.law.fee_due, len(self.opinions), in_time, taken, self.heard,
            in_time_to_renew(self.valid_until, self.today), self.appealed,
        )  # fmt: skip

    @property
    def done_by(self) -> dict[str, set[int]]:
        return {line.action: {line.person} for line in self.lines if line.person}

    @property
    def days(self) -> Days:
        first, last = min(self.opinions, default=None), max(self.opinions, default=None)
        return Days(self.entered, self.due, last, self.valid_until, first)

    @property
    def rung(self) -> set[str]:
        """The actions taken since the case came to its place."""
        stay = len(self.lines)
        while stay and self.lines[stay - 1].source == self.lines[stay - 1].target:
            stay -= 1
        return {line.action for line in self.lines[stay:]}

    @property
    def next_ring(self) -> Ring | None:
        add = OFFICE.add_working_days
        return next_ring(self.table, self.place, self.facts, self.days, rung=self.rung, add_working_days=add)

    @property
    def next_alarm(self) -> date | None:
        """The day of the next ring, reckoned row by row."""
        return first_alarm(self.table, self.place, self.facts, self.days, rung=self.rung, calendar=OFFICE)

    def open_to(self, by: By) -> list[Step]:
        """The steps that somebody could take now, whoever it is."""
        if by == By.PAYMENT and not (self.owes and self.state.waits_for == By.PAYMENT):
            return []
        return steps_from(self.table, self.place, by, self.facts)

    def take(self, action: str, by: By, person: int = 0) -> None:
        """Raises StepRefused when the table has no such step here, Barred when four eyes are asked."""
        step = find_step(self.table, self.place, action, by, self.facts)
        if not may_take(step, person, self.done_by):
            raise Barred(action)
        source, self.place = self.place, step.leads_to(self.place)
        self.lines.append(Line(action, by, person, source, self.place))
        if step.target != STAY:
            self._move_clock(restarts=step.restarts)
        self._follow(step)
        self.set_alarm()

    def give_opinion(self, number: int) -> None:
        """One office answers; where that is enough, the case goes on."""
        del self.opinions[number]
        self.heard += 1
        self.set_alarm()
        for step in steps_from(self.table, self.place, By.REVIEWER, self.facts)[:1]:
            self.take(step.action, By.REVIEWER)

    def run_clock(self) -> None:
        """The clock takes all that is due by today."""
        for _ring in range(MOST_RINGS):
            if self.wakes_on is None or self.wakes_on > self.today:
                return
            ring = self.next_ring
            assert ring, "the alarm rings and the table has no step for it"
            self.take(ring.step.action, By.CLOCK)
        raise AssertionError(f"the clock never comes to rest in {self.place}: {self.lines[-3:]}")

    def set_alarm(self) -> None:
        ring = self.next_ring
        self.wakes_on = ring.day if ring else None

    def _move_clock(self, *, restarts: bool) -> None:
        self.entered = self.today
        if restarts:
            self.due = self.left = None
        clock = self.state.clock
        if clock == Clock.RUNS and self.due is None:
            left = self.law.days if self.left is None else self.left
            self.due, self.left = OFFICE.add_working_days(self.today, left), None
        elif clock == Clock.STANDS and self.due is not None:
            self.left, self.due = max(0, OFFICE.working_days_between(self.today, self.due)), None
        elif clock == Clock.ENDED:
            self.due = self.left = None

    def _follow(self, step: Step) -> None:
        self.appealed = self.appealed or step.action == "appeal"
        if step.decides:
            self.appealed = self.appealed and step.by == By.APPEAL
            self.appeal_until = self.today + timedelta(days=APPEAL_DAYS)
        if step.action == "ask_opinions":
            due = OFFICE.add_working_days(self.today, OPINION_DAYS)
            self.opinions, self.heard = [due + timedelta(days=number) for number in range(self.law.opinions)], 0
        self.owes = self.owes and step.by != By.PAYMENT
        match step.does:
            case "charge":
                self.owes = True
            case "drop_charge" | "owe_back":
                self.owes = False
            case "close_opinions" | "count_consent" if self.state.waits_for != By.REVIEWER:
                self.opinions = []
            case "close_opinions" | "count_consent":
                self.opinions.remove(min(self.opinions))
                self.heard += step.does == "count_consent"
            case "issue":
                self.valid_until = self.today + timedelta(days=self.law.holds_for) if self.law.holds_for else None
            case "renew" if self.valid_until:
                self.valid_until += timedelta(days=self.law.holds_for)
            case "revoke":
                self.valid_until = None


def first_alarm(
    table: Workflow, place: str, facts: Facts, days: Days, *, rung: set[str], calendar: OfficeCalendar
) -> date | None:
    """The first day on which a row by the clock is due and has not rung in this stay, in other words than the engine's.

    It asks each row of the table for its day, as a clerk would who reads it from the top.
    """
    first = None
    for row in table.steps:
        if row.by == By.CLOCK and row.alarm and place in row.sources and row.when(facts):
            over = row.action in rung and row.alarm.since != "next_opinion"
            day = None if over else day_of(row.alarm, days, calendar.add_working_days)
            first = day if first is None or (day is not None and day < first) else first
    return first


def all_tables() -> list[Workflow]:
    """Each table in the modules of ``workflows``, that of each service, and each that the prover knows as sound."""
    found = pkgutil.iter_modules(workflows.__path__)
    modules = [importlib.import_module(f"workflows.{module.name}") for module in found if not module.ispkg]
    tables = [value for module in modules for value in vars(module).values() if isinstance(value, Workflow)]
    tables += [service.workflow for service in load_services().values()]
    tables += [subject.workflow for subject in SOUND]
    return list(dict.fromkeys(tables))
