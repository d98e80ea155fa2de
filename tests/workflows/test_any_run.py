"""Whatever people do and however time passes, in every table: no case is lost, no deadline passes unseen.

Amina applies; Omar, Grace, the offices that are asked, the bank, the judges and the clock act in any order. A short
form runs with the other tests; ``EGOV_RUNS=10000 pytest tests/workflows/test_any_run.py`` plays 10,000 runs of 50
steps.
"""

import os
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from tests.workflows.paper_case import Barred, Law, Line, PaperCase, all_tables
from tests.workflows.walks import walk_all
from workflows.engine import By, Clock, Since, Step, StepRefused, Workflow

TABLES = all_tables()
RUNS = int(os.environ.get("EGOV_RUNS", "280"))  # of all tables together
STEPS = 50
SOME_MONDAY = date(2026, 1, 5)
PEOPLE = {By.OFFICER: {1: "Omar", 2: "Grace"}, By.APPEAL: {3: "Khadija", 4: "another judge"}}
OFFICIALS = tuple(by for by in By if by not in (By.APPLICANT, By.PAYMENT, By.REVIEWER, By.CLOCK))

Act = tuple[str, Callable[[], None]]  # what is told of it, and what is done


def some_law(dice: Random) -> Law:
    return Law(
        fee_due=dice.random() < 0.5, contests=dice.random() < 0.5, days=dice.randint(1, 40),
        opinions=dice.randint(1, 3), holds_for=dice.choice([0, 20, 400]),
    )  # fmt: skip


class AnyRun:
    """The citizen, the offices and the days, around one case after the other."""

    def __init__(self, table: Workflow, dice: Random) -> None:
        self.table, self.dice, self.story = table, dice, list[str]()
        self.ends = {state.code for state in table.states if state.clock == Clock.ENDED}
        self._applies(SOME_MONDAY + timedelta(days=dice.randint(0, 6)))

    def go_on(self) -> None:
        """One thing happens: somebody acts, an office answers, days pass, or Amina begins anew after an end."""
        words, act = self._next_act()
        self.story.append(f"{self.case.today} {self.case.place}: {words}")
        act()
        look_at(self)

    def _next_act(self) -> Act:
        case = self.case
        amina = [move for move in self.moves(By.APPLICANT) if move[0].leads_to(case.place) not in self.ends]
        gives_up = [move for move in self.moves(By.APPLICANT) if move not in amina and self.dice.random() < 0.1]
        acts = [self._taken(*move) for move in (*amina, *gives_up, *self.moves(By.PAYMENT), *self.moves(*OFFICIALS))]
        acts += [
            (f"office {number} answers", lambda n=number: case.give_opinion(n)) for number in range(len(case.opinions))
        ]
        acts += self._days()
        if case.place in self.ends:
            acts += [("Amina applies again", lambda: self._applies(case.today))]
        return self.dice.choice(acts)

    def _taken(self, step: Step, person: int) -> Act:
        who = PEOPLE.get(step.by, {}).get(person, str(step.by))
        return f"{who}: {step.action}", lambda: self.case.take(step.action, step.by, person)

    def _days(self) -> list[Act]:
        """Some days pass; a clock that is late lets people act before it rings."""
        case, days, late = self.case, self.dice.randint(1, 45), self.dice.random() < 0.5
        passing = (f"{days} days pass{', and no clock runs' if late else ''}", lambda: self._passes(days, late=late))
        if case.wakes_on is None or case.wakes_on <= case.today:
            return [passing]
        to_alarm = (case.wakes_on - case.today).days
        return [passing, ("the next alarm comes", lambda: self._passes(to_alarm, late=False))]

    def _passes(self, days: int, *, late: bool) -> None:
        self.case.today += timedelta(days=days)
        if not late:
            self.case.run_clock()
            day = self.case.next_alarm
            assert day is None or day > self.case.today, f"an alarm of {day} was missed"

    def _applies(self, day: date) -> None:
        self.case = PaperCase(self.table, some_law(self.dice), day)
        self.case.take("submit", By.APPLICANT)

    def moves(self, *capacities: By, barred: bool = False) -> list[tuple[Step, int]]:
        """What people can do now and who they are, or what only the four eyes forbid."""
        last = {line.action: line.person for line in self.case.lines}
        steps = [step for by in capacities for step in self.case.open_to(by)]
        found = [(step, person) for step in steps for person in PEOPLE.get(step.by, (0,))]
        return [(s, person) for s, person in found if any(last.get(a) == person for a in s.never_by) == barred]


def look_at(run: AnyRun) -> None:
    """All that must hold, whatever has happened."""
    case, table = run.case, run.table
    assert case.place in {state.code for state in table.states}, "the case stands in no state"
    rows = check_last_step(case, table)
    check_four_eyes(case, rows)
    check_refusals(run)
    check_clock(run)
    check_opinions(case)
    check_stay(case)
    if case.place in run.ends:
        assert case.state.waits_for is None
        assert not case.owes, "a case has ended and money is owed"


def check_last_step(case: PaperCase, table: Workflow) -> list[Step]:
    """The table has the step that was taken last, and it began where the one before led. Its rows."""
    last, before = case.lines[-1], case.lines[-2:-1]
    rows = [row for row in table.steps if _is_of(row, last)]
    assert rows, f"{last} is in no row"
    assert last.target == case.place
    assert not before or last.source == before[0].target, "a step begins where the one before it led"
    return rows


def check_four_eyes(case: PaperCase, rows: list[Step]) -> None:
    *before, last = case.lines
    for action in (action for row in rows for action in row.never_by):
        earlier = [line.person for line in before if line.action == action]
        assert earlier[-1:] != [last.person], f"{last} was taken by who did {action}"


def check_refusals(run: AnyRun) -> None:
    """What the table does not have here and now is refused, and who must stand aside is barred."""
    case, facts = run.case, run.case.facts
    here = {(row.action, row.by) for row in run.table.steps if case.place in row.sources and row.when(facts)}
    strange = sorted({(row.action, row.by) for row in run.table.steps} - here)
    for action, by in strange:
        assert _refused(case, action, by, 0) is StepRefused, f"{action} by {by} is in no row of {case.place}"
    for step, person in run.moves(*OFFICIALS, barred=True):
        assert _refused(case, step.action, step.by, person) is Barred, f"{person} took {step.action}"


def _refused(case: PaperCase, action: str, by: By, person: int) -> type[Exception] | None:
    try:
        case.take(action, by, person)
    except (StepRefused, Barred) as refusal:
        return type(refusal)
    return None


def check_clock(run: AnyRun) -> None:
    """The legal clock does what the state says, the alarm is the one of the table, no deadline passes unseen."""
    case, clock = run.case, run.case.state.clock
    assert case.left is None or (case.left >= 0 and clock == Clock.STANDS)
    assert (case.due is not None) == (clock == Clock.RUNS), f"{clock} in {case.place}, due {case.due}"
    assert case.wakes_on == case.next_alarm
    waits_for = case.state.waits_for
    if waits_for and case.wakes_on is None:
        assert case.opinions if waits_for == By.REVIEWER else run.moves(waits_for), "nobody can act and no clock will"
    if case.due and case.due < case.today:
        rings = case.wakes_on is not None and case.wakes_on <= case.today
        assert rings or is_seen(case), f"the deadline of {case.due} has passed and nobody was told"


def is_seen(case: PaperCase) -> bool:
    """Whether the clock has told somebody in this stay that the deadline has passed."""
    told = [row for row in case.table.steps if row.alarm and row.alarm.since == Since.DEADLINE and row.by == By.CLOCK]
    return bool(case.rung & {row.action for row in told if case.place in row.sources})


def check_opinions(case: PaperCase) -> None:
    """Opinions are out only while the case waits for them."""
    assert not case.opinions or case.state.waits_for == By.REVIEWER, f"opinions are out in {case.place}"


def check_stay(case: PaperCase) -> None:
    """In one stay an alarm rings once, or once for each office that was asked."""
    for_each = {row.action for row in case.table.steps if row.alarm and row.alarm.rings_again}
    stay: list[str] = []
    for line in case.lines:
        stay = [*stay, line.action] if line.source == line.target else []
    once = [action for action in stay if action not in for_each]
    assert len(once) == len(set(once)), f"an alarm rang twice: {stay}"
    assert len(stay) - len(once) <= case.law.opinions, f"more offices were silent than were asked: {stay}"


def _is_of(row: Step, line: Line) -> bool:
    """Whether the line is this row of the table, taken."""
    return (row.action, row.by) == (line.action, line.by) and line.source in row.sources and (
        row.leads_to(line.source) == line.target
    )  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_case_is_lost_whatever_happens(table: Workflow) -> None:
    runs = -(-RUNS // len(TABLES))
    assert walk_all(lambda dice: AnyRun(table, dice), range(runs), STEPS) == runs * STEPS
