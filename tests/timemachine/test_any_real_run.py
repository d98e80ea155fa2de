"""Whatever the cast does with real cases and however the clock goes: the rows in the database keep the promises."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from egov.cases.models import Case
from egov.cases.steps import workflow_of
from egov.country.days import today
from egov.db import db
from egov.errors import Problem
from tests.cases.office import it_is
from tests.timemachine.real_office import (
    MONDAY,
    Move,
    Written,
    act,
    alarm_of,
    applications,
    apply_again,
    audited_steps,
    days_go_by,
    house,
    lay_aside,
    moves_in,
    owes,
    refused_in,
    tick,
)
from workflows.engine import START, By, Clock

RUNS, STEPS = 8, 30
SERVICES = [("building_permit", 0), ("dog_licence", 0), ("dog_licence", -1), ("parking_fine", -1)]


class RealRun(RuleBasedStateMachine):
    """The whole house around one case at a time."""

    number: int
    of_amina: list[Move]
    of_officials: list[Move]
    refused: list[Move]
    alarm: date | None
    closed: bool

    def __init__(self, app: Flask, written: Written) -> None:
        super().__init__()
        self.app, self.written = app, written

    @initialize(which=st.runner().flatmap(lambda self: st.sampled_from(sorted(self.written))))
    def amina_applies(self, which: str) -> None:
        lay_aside(self.app)
        it_is(self.app, MONDAY)
        self.number = apply_again(self.app, *self.written[which])
        self.look()

    @precondition(lambda self: self.closed)
    @rule(which=st.runner().flatmap(lambda self: st.sampled_from(sorted(self.written))))
    def amina_applies_again(self, which: str) -> None:
        lay_aside(self.app)
        self.number = apply_again(self.app, *self.written[which])
        self.look()

    @precondition(lambda self: self.of_amina)
    @rule(move=st.runner().flatmap(lambda self: st.sampled_from(self.of_amina)), patience=st.integers(0, 4))
    def amina_acts(self, move: Move, patience: int) -> None:
        """She seldom withdraws, or no case would come far."""
        if not patience or move.action != "withdraw":
            act(self.app, self.number, move)
            self.look()

    @precondition(lambda self: self.of_officials)
    @rule(move=st.runner().flatmap(lambda self: st.sampled_from(self.of_officials)))
    def an_official_acts(self, move: Move) -> None:
        act(self.app, self.number, move)
        self.look()

    @precondition(lambda self: self.refused)
    @rule(move=st.runner().flatmap(lambda self: st.sampled_from(self.refused)))
    def what_must_not_be_is_refused(self, move: Move) -> None:
        with pytest.raises(Problem):
            act(self.app, self.number, move)
        self.look()

    @rule(days=st.integers(1, 40), worker_runs=st.booleans())
    def days_go_by(self, days: int, worker_runs: bool) -> None:
        days_go_by(self.app, days, worker_runs=worker_runs)
        self.look()

    @precondition(lambda self: self.alarm)
    @rule()
    def the_next_alarm_comes(self) -> None:
        assert self.alarm
        it_is(self.app, self.alarm)
        self.look()

    def look(self) -> None:
        """Let the worker tick, read the case anew, and see that it keeps the promises."""
        tick(self.app)
        with house(self.app):
            case = db.session.get_one(Case, self.number)
            check_alarm(case)
            check_steps(case)
            check_state(case)
            can = moves_in(case)
            self.of_amina = [move for move in can if move.persona == "amina"]
            self.of_officials = [move for move in can if move.persona != "amina"]
            self.refused, self.alarm, self.closed = refused_in(case), case.wakes_on, case.closed_at is not None


def check_alarm(case: Case) -> None:
    """No day on which the clock must act has passed unseen, or is another one than the table says."""
    assert case.wakes_on is None or case.wakes_on > today(), "an alarm was missed"
    assert case.wakes_on == alarm_of(case)


def check_steps(case: Case) -> None:
    """The steps are rows of the table, one begins where the one before led, each is in the log, four eyes saw them."""
    taken = [(step.action, By(step.by), step.source, step.target) for step in case.steps]
    rows = {(row.action, row.by, source, row.leads_to(source)): row for row in workflow_of(case).steps
            for source in row.sources}  # fmt: skip
    assert [step for step in taken if step not in rows] == []
    assert [START, *(target for *_step, target in taken)] == [*(source for *_s, source, _t in taken), case.state]
    assert audited_steps(case) == [step.action for step in case.steps]
    last: dict[str, int | None] = {}
    for step, row in zip(case.steps, (rows[step] for step in taken), strict=True):
        assert step.person_id is None or step.person_id not in [last.get(action) for action in row.never_by]
        last[step.action] = step.person_id


def check_state(case: Case) -> None:
    """The row says of the state what the table says, and the legal clock does what it should."""
    state = workflow_of(case).state(case.state)
    assert case.waits_for == (state.waits_for or "")
    assert (case.due_on is not None) == (state.clock == Clock.RUNS)
    assert case.days_left is None or (case.days_left >= 0 and state.clock == Clock.STANDS)
    assert (case.closed_at is not None) == (state.clock == Clock.ENDED)
    if state.clock == Clock.ENDED:
        assert not owes(case)
        assert not [review for review in case.reviews if not review.answered_at and not review.cancelled_at]


def test_real_cases_keep_their_promises_whatever_happens(app: Flask) -> None:
    written = applications(app, SERVICES)
    few = settings(
        max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a failure would take minutes here
    )  # fmt: skip
    run_state_machine_as_test(lambda: RealRun(app, written), settings=few)
