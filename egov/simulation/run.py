"""A run: cases come, wait, are worked on, and the clock of their table acts on the simulated dates."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from simpy import Environment, Event, Interrupt, Process

from egov.simulation.case import Fate, SimulatedCase
from egov.simulation.chance import chances
from egov.simulation.design import ASK_OPINIONS, RENEW, Design
from egov.simulation.office import Office
from egov.simulation.results import Ending, Result
from egov.simulation.tables import table_for_one_officer, table_of
from egov.simulation.worktime import DAY, WorkClock
from workflows.alarms import Ring
from workflows.engine import START, STAY, By, Step, steps_from

Waiting = Generator[Event, Any, None]
Race = Generator[Event, Any, bool]
NEVER = float("inf")
AT_DESKS = (By.OFFICER, By.APPEAL)
HELD, RENEWED_BEFORE = "issued", 30  # who renews has a certificate that holds for a month yet


@dataclass(frozen=True)
class Watch:
    """Who looks on: ``ended`` is called when a case is over, ``stepped`` before each step with its moment."""

    ended: Callable[[], None] = lambda: None
    stepped: Callable[[SimulatedCase, Step, float, int | None], None] = lambda case, step, moment, officer: None


def simulate(design: Design, seed: int, watch: Watch | None = None) -> Result:
    """Run a design until the last of its cases is over. The same seed gives any two designs the same fortune."""
    return _Run(design, seed, watch or Watch()).whole()


def arrivals_of(design: Design, seed: int, clock: WorkClock) -> Iterator[float]:
    """The moments at which cases come: as they did, or by chance in the hours of the deciding office (Poisson)."""
    if isinstance(design.arrivals, tuple):
        yield from design.arrivals
        return
    yield from by_chance(design, f"{seed}-arrivals", clock)


def by_chance(design: Design, seed: str, clock: WorkClock, share: float = 1.0) -> Iterator[float]:
    """As many as a share of the new cases, by chance."""
    random, end = Random(seed), design.length * DAY  # noqa: S311 - nothing here is a secret
    rate = design.rate * share
    worked = random.expovariate(1.0) * clock.hours / rate
    while (moment := clock.after(0.0, worked)) < end:
        yield moment
        worked += random.expovariate(1.0) * clock.hours / rate


class _Run:
    def __init__(self, design: Design, seed: int, watch: Watch) -> None:
        self._design, self._seed, self._watch = design, seed, watch
        self._env = Environment()
        end = design.length * DAY
        self._offices = [
            Office(self._env, desk, WorkClock(desk.calendar, design.start, desk.hours), end) for desk in design.desks
        ]
        self._reviewing = [office for office in self._offices if office.desk.by == By.REVIEWER]
        self._at = {office.desk.by: office for office in self._offices}
        self._tables = table_of(design), table_for_one_officer(design)
        self._result = Result(design)
        self._advising: dict[int, dict[str, Process]] = {}

    def whole(self) -> Result:
        self._env.process(self._arrive())
        self._env.process(self._renew())
        self._env.process(self._count())
        self._env.run()
        end = self._design.length * DAY
        for office in self._offices:
            hours = office.clock.worked(end) * office.desk.officers
            self._result.workload[office.desk.office, office.desk.by] = office.busy / hours if hours else 0.0
        return self._result

    def _arrive(self) -> Waiting:
        clock = self._at[By.OFFICER].clock
        for number, moment in enumerate(arrivals_of(self._design, self._seed, clock)):
            yield self._env.timeout(moment - self._env.now)
            self._result.came += 1
            self._env.process(self._live(SimulatedCase(self._fate(number), clock.date_of(moment))))

    def _renew(self) -> Waiting:
        """Certificates of before come to be renewed, in the manner of the cases that come by chance."""
        clock, share = self._at[By.OFFICER].clock, self._design.renewals
        if not share or RENEW not in {step.action for step in self._design.workflow.steps}:
            return
        for number, moment in enumerate(by_chance(self._design, f"{self._seed}-renewals", clock, share), 1):
            yield self._env.timeout(moment - self._env.now)
            self._result.came += 1
            self._result.renewals += 1
            fate = replace(self._fate(-number), is_renewal=True)
            today = clock.date_of(moment)
            last_day = today + timedelta(RENEWED_BEFORE)
            self._env.process(self._live(SimulatedCase(fate, today, HELD, valid_until=last_day)))

    def _count(self) -> Waiting:
        """Look at the queues at noon of each day."""
        yield self._env.timeout(DAY / 2)
        for day in range(self._design.length):
            self._result.queue.append(self._at[By.OFFICER].length)
            if day + 1 < self._design.length:
                yield self._env.timeout(DAY)

    def _fate(self, number: int) -> Fate:
        at_once, opinions, second = chances(self._seed, number, START)
        design = self._design
        return Fate(
            number=number,
            moment=self._env.now,
            table=self._tables[0] if second < design.second else self._tables[1],
            law_days=design.law_days,
            at_once=at_once < design.at_once,
            asks_opinions=opinions < design.opinions and bool(self._reviewing),
        )

    def _live(self, case: SimulatedCase) -> Waiting:
        steps = steps_from(case.fate.table.workflow, case.state, By.APPLICANT, case.facts())
        self._take(case, next(step for step in steps if step.action == RENEW or case.state == START))
        while not case.is_over:
            yield from self._stay(case)
        ending = Ending(case.fate.number, case.fate.moment, case.decided, case.state, case.late, case.waited, case.paid)
        self._result.endings.append(ending)
        self._watch.ended()

    def _stay(self, case: SimulatedCase) -> Waiting:
        """One stay in a state: who acts first, the one whose turn it is or the clock, decides where the case goes.

        To ask for opinions is fate, not chance: a design without them meets the same numbers in the stays that follow.
        """
        step = self._asking(case)
        where = step.action if step else case.state
        visit = case.visits[where]
        case.visits[where] += 1
        which, how_long, _more = chances(self._seed, case.fate.number, where, visit)
        step = step or self._next_step(case, which)
        if step is None:
            yield from self._silence(case)
        elif step.by in AT_DESKS:
            yield from self._at_desk(case, step, how_long)
        elif step.by == By.REVIEWER:
            yield from self._under_review(case, step, visit)
        else:
            yield from self._away(case, step, how_long)

    def _asking(self, case: SimulatedCase) -> Step | None:
        """The step that asks for opinions, once in a case that is to have them."""
        wanted = case.fate.asks_opinions and ASK_OPINIONS not in case.taken
        return case.fate.table.asking_for_opinions(case.state) if wanted else None

    def _next_step(self, case: SimulatedCase, chance: float) -> Step | None:
        facts = case.facts()
        if case.now_in.waits_for == By.REVIEWER:
            facts = replace(facts, opinions_out=0)  # as it will be when the step is taken
        return case.fate.table.choose(case.state, facts, chance)

    def _silence(self, case: SimulatedCase) -> Waiting:
        """Nobody does anything more: the case is over, or the clock moves it."""
        if case.now_in.waits_for is None or not (yield from self._lost_to_clock(case)):
            case.is_over = True

    def _lost_to_clock(self, case: SimulatedCase) -> Race:
        """Whether some alarm leads out of the state; then the case has left it."""
        state = case.state
        while case.state == state and (ring := case.ring):
            yield self._env.timeout(self._until(ring))
            self._take(case, ring.step)
        return case.state != state

    def _until(self, ring: Ring) -> float:
        """The hours that are left before an alarm rings, at midnight."""
        return max(0.0, self._at[By.OFFICER].clock.midnight(ring.day) - self._env.now)

    def _away(self, case: SimulatedCase, step: Step, chance: float) -> Waiting:
        """The applicant or the bank acts after some days, if the clock is not faster."""
        days = case.fate.table.time_of(step).at(chance)
        if case.now_in.waits_for is None and days > self._design.appeal_days:
            case.is_over = True
            return
        at = self._env.now + days * DAY
        if (yield from self._before_clock(case, self._env.timeout(days * DAY), at)):
            self._take(case, step)

    def _at_desk(self, case: SimulatedCase, step: Step, chance: float) -> Waiting:
        """The case waits for an officer who may take the step, and is worked on."""
        office = self._at[step.by]
        asked = self._env.now
        barred = {officer for action in step.never_by for officer in case.done_by.get(action, ())}
        task = office.ask(case.due or case.entered, barred)
        if not task.triggered and not (yield from self._before_clock(case, task)):
            office.withdraw(task)
            return
        self._note_wait(case, office, asked)
        ends = office.clock.after(self._env.now, case.fate.table.time_of(step).at(chance))
        in_time = yield from self._before_clock(case, self._env.timeout(ends - self._env.now), ends)
        office.leave(task)
        if in_time:
            self._take(case, step, task.officer)

    def _note_wait(self, case: SimulatedCase, office: Office, asked: float) -> None:
        if office.desk.by == By.OFFICER:
            waited = office.clock.worked(self._env.now) - office.clock.worked(asked) if self._env.now > asked else 0.0
            self._result.waits.append(waited)
            case.waited += waited

    def _under_review(self, case: SimulatedCase, step: Step, visit: int) -> Waiting:
        """Every reviewing office works on its opinion at the same time, until there are enough of them; the clock ends
        the wait for each of them on its own day."""
        enough = self._env.event()
        self._advising[case.fate.number] = {
            office.desk.office: self._env.process(self._opine(case, office, step, (visit, enough)))
            for office in self._reviewing
        }
        if (yield from self._before_clock(case, enough)):
            self._take(case, step)
        del self._advising[case.fate.number]

    def _opine(self, case: SimulatedCase, office: Office, step: Step, wanted: tuple[int, Event]) -> Waiting:
        name, (visit, enough) = office.desk.office, wanted
        chance = chances(self._seed, case.fate.number, name, visit)[0]
        task = office.ask(case.opinions_out[name])
        try:
            yield task
            ends = office.clock.after(self._env.now, case.fate.table.time_of(step).at(chance))
            yield self._env.timeout(ends - self._env.now)
        except Interrupt:
            office.withdraw(task)
            return
        office.leave(task)
        del case.opinions_out[name]
        case.opinions_in += 1
        case.set_alarm(self._clock_of(case))
        if step.when(case.facts()) and not enough.triggered:
            enough.succeed()

    def _call_off(self, case: SimulatedCase, offices: Iterable[str]) -> None:
        """These offices need not go on with their opinions."""
        advising = self._advising.get(case.fate.number, {})
        for office in offices:
            if office in advising and advising[office].is_alive:
                advising[office].interrupt()

    def _before_clock(self, case: SimulatedCase, event: Event, at: float = NEVER) -> Race:
        """Whether the event comes before the clock has led the case out of its state; ``at``: when, if it is known."""
        while ring := case.ring:
            left = self._until(ring)
            if at <= self._env.now + left:
                break
            yield event | self._env.timeout(left)
            if event.processed:
                return True
            if case.ring is not ring:
                continue  # an opinion came in meanwhile
            self._take(case, ring.step)
            if ring.step.target != STAY:
                return False
        yield event
        return True

    def _take(self, case: SimulatedCase, step: Step, officer: int | None = None) -> None:
        now, clock = self._env.now, self._clock_of(case)
        self._watch.stepped(case, step, now, officer)
        today: date = clock.date_of(now)
        asked = set(case.opinions_out)
        case.take(step, today, clock, officer)
        self._call_off(case, asked - set(case.opinions_out))
        if step.action == ASK_OPINIONS:
            days = {o.desk.office: o.clock.add_working_days(today, o.desk.opinion_days) for o in self._reviewing}
            case.opinions_out, case.opinions_in = days, 0
        case.set_alarm(self._clock_of(case))
        if step.by == By.PAYMENT:
            case.paid += self._design.fee
        if step.decides and case.decided is None:
            case.decided = now

    def _clock_of(self, case: SimulatedCase) -> WorkClock:
        """The working time of the office at which the case lies."""
        return self._at[By.APPEAL if case.state != START and case.now_in.waits_for == By.APPEAL else By.OFFICER].clock
