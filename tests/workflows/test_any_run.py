"""Whatever people do and however time passes, in every table: no case is lost, no deadline passes unseen.

Amina applies; Omar, Grace, the offices that are asked, the bank, the judges and the clock act in any order. A short
form runs with the other tests; ``EGOV_RUNS=10000 pytest tests/workflows/test_any_run.py`` plays 10,000 runs of 50
steps.
"""

import os
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.workflows.paper_case import Barred, Law, Line, PaperCase, all_tables
from workflows.engine import By, Clock, Step, StepRefused, Workflow

TABLES = all_tables()
RUNS = int(os.environ.get("EGOV_RUNS", "140"))  # of all tables together
STEPS = 50
SOME_MONDAY = date(2026, 1, 5)
PEOPLE = {By.OFFICER: {1: "Omar", 2: "Grace"}, By.APPEAL: {3: "Khadija", 4: "another judge"}}
OFFICIALS = tuple(by for by in By if by not in (By.APPLICANT, By.PAYMENT, By.REVIEWER, By.CLOCK))
LAWS = st.builds(
    Law, fee_due=st.booleans(), contests=st.booleans(), days=st.integers(1, 40),
    opinions=st.integers(1, 3), holds_for=st.sampled_from([0, 20, 400]),
)  # fmt: skip


class Move(NamedTuple):
    """Somebody takes a step."""

    step: Step
    person: int = 0

    def __repr__(self) -> str:
        return f"{PEOPLE.get(self.step.by, {}).get(self.person, self.step.by)}: {self.step.action}"


class AnyRun(RuleBasedStateMachine):
    """The citizen, the offices and the days, around one case at a time."""

    case: PaperCase

    def __init__(self, table: Workflow) -> None:
        super().__init__()
        self.table = table

    def moves(self, *capacities: By, barred: bool = False) -> list[Move]:
        """What people can do now, or what only the four eyes forbid."""
        last = {line.action: line.person for line in self.case.lines}
        steps = [step for by in capacities for step in self.case.open_to(by)]
        found = [Move(step, person) for step in steps for person in PEOPLE.get(step.by, (0,))]
        return [move for move in found if any(last.get(a) == move.person for a in move.step.never_by) == barred]

    def strange(self) -> list[tuple[str, By]]:
        """Steps of the table that it does not have here and now."""
        facts, place = self.case.facts, self.case.place
        here = {(row.action, row.by) for row in self.table.steps if place in row.sources and row.when(facts)}
        return sorted({(row.action, row.by) for row in self.table.steps} - here)

    @initialize(law=LAWS, weekday=st.integers(0, 6))
    def amina_applies(self, law: Law, weekday: int) -> None:
        self.case = PaperCase(self.table, law, SOME_MONDAY + timedelta(days=weekday))
        self.case.take("submit", By.APPLICANT)

    @precondition(lambda self: self.case.state.clock == Clock.ENDED)
    @rule(law=LAWS)
    def amina_applies_again(self, law: Law) -> None:
        self.case = PaperCase(self.table, law, self.case.today)
        self.case.take("submit", By.APPLICANT)

    @precondition(lambda self: self.moves(By.APPLICANT))
    @rule(move=st.runner().flatmap(lambda self: st.sampled_from(self.moves(By.APPLICANT))), patience=st.integers(0, 4))
    def amina_acts(self, move: Move, patience: int) -> None:
        """She seldom gives up, or no case would come far."""
        if not patience or self.table.state(move.step.leads_to(self.case.place)).clock != Clock.ENDED:
            self.case.take(move.step.action, By.APPLICANT)

    @precondition(lambda self: self.moves(By.PAYMENT))
    @rule()
    def the_bank_pays(self) -> None:
        self.case.take(self.moves(By.PAYMENT)[0].step.action, By.PAYMENT)

    @precondition(lambda self: self.moves(*OFFICIALS))
    @rule(move=st.runner().flatmap(lambda self: st.sampled_from(self.moves(*OFFICIALS))))
    def an_official_acts(self, move: Move) -> None:
        self.case.take(move.step.action, move.step.by, move.person)

    @precondition(lambda self: self.case.opinions)
    @rule(number=st.runner().flatmap(lambda self: st.integers(0, len(self.case.opinions) - 1)))
    def an_office_answers(self, number: int) -> None:
        self.case.give_opinion(number)

    @rule(days=st.integers(1, 45), late=st.booleans())
    def days_pass(self, days: int, late: bool) -> None:
        """A clock that is late lets people act before it rings."""
        self.case.today += timedelta(days=days)
        if not late:
            self._the_clock_runs()

    @precondition(lambda self: self.case.wakes_on and self.case.wakes_on > self.case.today)
    @rule()
    def the_next_alarm_comes(self) -> None:
        assert self.case.wakes_on
        self.case.today = self.case.wakes_on
        self._the_clock_runs()

    def _the_clock_runs(self) -> None:
        self.case.run_clock()
        day = self.case.next_alarm
        assert day is None or day > self.case.today, f"an alarm of {day} was missed"

    @invariant()
    def the_case_stands_in_a_state_of_its_table(self) -> None:
        assert self.case.place in {state.code for state in self.table.states}

    @invariant()
    def the_table_holds_the_last_step(self) -> None:
        last, before = self.case.lines[-1], self.case.lines[-2:-1]
        assert [row for row in self.table.steps if _is_of(row, last)], f"{last} is in no row"
        assert last.target == self.case.place
        assert not before or last.source == before[0].target, "a step begins where the one before it led"

    @invariant()
    def what_the_table_does_not_have_is_refused(self) -> None:
        for action, by in self.strange():
            with pytest.raises(StepRefused):
                self.case.take(action, by)

    @invariant()
    def who_must_stand_aside_is_barred(self) -> None:
        for move in self.moves(*OFFICIALS, barred=True):
            with pytest.raises(Barred):
                self.case.take(move.step.action, move.step.by, move.person)

    @invariant()
    def whoever_is_waited_for_can_act_or_the_clock_will(self) -> None:
        waits_for = self.case.state.waits_for
        if waits_for and self.case.wakes_on is None:
            assert self.case.opinions if waits_for == By.REVIEWER else self.moves(waits_for)

    @invariant()
    def the_alarm_is_the_one_of_the_table(self) -> None:
        assert self.case.wakes_on == self.case.next_alarm

    @invariant()
    def four_eyes_saw_it(self) -> None:
        *before, last = self.case.lines
        for row in (row for row in self.table.steps if _is_of(row, last)):
            for action in row.never_by:
                earlier = [line.person for line in before if line.action == action]
                assert earlier[-1:] != [last.person], f"{last} was taken by who did {action}"

    @invariant()
    def the_legal_clock_does_what_the_state_says(self) -> None:
        due, left, clock = self.case.due, self.case.left, self.case.state.clock
        assert left is None or left >= 0
        assert (due is not None) == (clock == Clock.RUNS), f"{clock} in {self.case.place}, due {due}"
        assert left is None or clock == Clock.STANDS

    @invariant()
    def an_end_leaves_nothing_open(self) -> None:
        if self.case.state.clock == Clock.ENDED:
            assert self.case.state.waits_for is None
            assert not self.case.owes
            assert not self.case.opinions

    @invariant()
    def an_alarm_rings_once_a_stay(self) -> None:
        stay: list[str] = []
        for line in self.case.lines:
            stay = [*stay, line.action] if line.source == line.target else []
            assert len(stay) == len(set(stay)), stay


def _is_of(row: Step, line: Line) -> bool:
    """Whether the line is this row of the table, taken."""
    return (row.action, row.by) == (line.action, line.by) and line.source in row.sources and (
        row.leads_to(line.source) == line.target
    )  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_case_is_lost_whatever_happens(table: Workflow) -> None:
    runs = -(-RUNS // len(TABLES))
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        lambda: AnyRun(table),
        settings=settings(max_examples=runs, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks),
    )  # fmt: skip
