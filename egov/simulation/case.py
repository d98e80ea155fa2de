"""A simulated case: what it must remember so that the real table can say what comes next."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from egov.simulation.tables import Table
from egov.simulation.worktime import WorkClock
from workflows.alarms import Days, Ring, next_ring
from workflows.appeals import APPEAL
from workflows.engine import START, STAY, By, Clock, Facts, State, Step


@dataclass(frozen=True)
class Fate:
    """What a case brings with it: when it comes, by which table it goes, what it will need."""

    number: int
    moment: float
    table: Table
    law_days: int
    at_once: bool
    asks_opinions: bool
    is_renewal: bool = False


@dataclass(slots=True)
class SimulatedCase:
    """A case on its way. ``due`` and ``days_left`` are its legal clock, as ``egov.cases.deadlines`` moves the real one.

    ``valid_until`` is the last day of the certificate that is renewed, ``opinions_out`` the last day of each office
    that was asked. ``waited`` are the working hours it lay at the deciding office before an officer took it up.
    """

    fate: Fate
    entered: date
    state: str = START
    is_over: bool = False
    due: date | None = None
    days_left: int | None = None
    valid_until: date | None = None
    opinions_out: dict[str, date] = field(default_factory=dict)
    opinions_in: int = 0
    appealed: bool = False
    taken: set[str] = field(default_factory=set)
    done_by: dict[str, set[int]] = field(default_factory=dict)
    ring: Ring | None = None
    rung: set[str] = field(default_factory=set)
    visits: Counter[str] = field(default_factory=Counter)
    decided: float | None = None
    late: bool = False
    waited: float = 0.0
    paid: int = 0

    @property
    def now_in(self) -> State:
        """The state in which the case stands."""
        return self.fate.table.states[self.state]

    def facts(self) -> Facts:
        """What the guards of the workflow may look at. An appeal that comes too late is never begun."""
        return Facts(
            answers={"contests": self.fate.at_once},
            fee_due=not self.fate.at_once,
            opinions_out=len(self.opinions_out),
            in_time_to_appeal=True,
            taken=frozenset(self.taken),
            opinions_in=self.opinions_in,
            in_time_to_renew=self.fate.is_renewal,
            appealed=self.appealed,
        )

    def set_alarm(self, clock: WorkClock) -> None:
        """Find the step that the clock takes next, if nobody is faster."""
        table = self.fate.table.clock_of(self.state)
        if table is None:
            self.ring = None
            return
        out = self.opinions_out.values()
        last, first = max(out, default=None), min(out, default=None)
        days = Days(self.entered, self.due, last, self.valid_until, next_opinion=first)
        facts, add = self.facts(), clock.add_working_days
        self.ring = next_ring(table, self.state, facts, days, rung=self.rung, add_working_days=add)

    def take(self, step: Step, today: date, clock: WorkClock, officer: int | None = None) -> None:
        """Move by one step of the table."""
        self.taken.add(step.action)
        if officer is not None:
            self.done_by[step.action] = {officer}
        self.appealed = step.action == APPEAL or (self.appealed and not (step.decides and step.by != By.APPEAL))
        if step.does in ("close_opinions", "count_consent"):
            self._wait_no_longer(step)
        if step.target == STAY:
            self.rung.add(step.action)
            return
        self.late = self.late or (self.due is not None and today > self.due)
        self.state, self.entered = step.target, today
        self.rung.clear()
        if step.restarts:
            self.due = self.days_left = None
        self._move_clock(today, clock)

    def _wait_no_longer(self, step: Step) -> None:
        """One office is silent, as ``egov.cases.escalation`` closes its opinion; or none is waited for any more."""
        if step.target != STAY:
            self.opinions_out.clear()
        elif self.opinions_out:
            del self.opinions_out[min(self.opinions_out, key=self.opinions_out.__getitem__)]
            self.opinions_in += step.does == "count_consent"

    def _move_clock(self, today: date, clock: WorkClock) -> None:
        legal = self.now_in.clock
        if legal == Clock.RUNS and self.due is None:
            left = self.fate.law_days if self.days_left is None else self.days_left
            self.due, self.days_left = clock.add_working_days(today, left), None
        elif legal == Clock.STANDS and self.due is not None:
            self.days_left, self.due = max(0, clock.working_days_between(today, self.due)), None
        elif legal == Clock.ENDED:
            self.due = self.days_left = None
