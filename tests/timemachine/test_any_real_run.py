"""Whatever the cast does with real cases and however the clock goes: the rows in the database keep the promises.

A short form runs with the other tests; ``EGOV_REAL_RUNS=200 pytest tests/timemachine/test_any_real_run.py`` goes on
200 walks of 50 steps.
"""

import os
from collections.abc import Callable
from datetime import date
from random import Random

from flask import Flask

from egov.cases.models import Case
from egov.cases.steps import workflow_of
from egov.country.days import today
from egov.country.pack import current_pack
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
    aside_in,
    audited_steps,
    days_go_by,
    follow,
    house,
    lay_aside,
    moves_in,
    owes,
    strange_in,
    tick,
)
from tests.workflows.walks import walk_all
from workflows.clauses import deemed_approved, with_opinions
from workflows.engine import START, By, Clock, Workflow
from workflows.guards import one_opinion_in
from workflows.permit import permit_with_second_officer
from workflows.renewal import renewable

RUNS, STEPS = int(os.environ.get("EGOV_REAL_RUNS", "5")), 50
SERVICES = [("building_permit", 0), ("dog_licence", 0), ("dog_licence", -1), ("parking_fine", -1)]
BY_ONE_OPINION = renewable(deemed_approved(with_opinions(permit_with_second_officer, enough=one_opinion_in)))
OTHER_LAWS = {"building_permit": BY_ONE_OPINION}  # which half of the cases follow

PEOPLE_ACT = 0.7  # of the times when somebody can

Act = tuple[str, Callable[[], None]]  # what is told of it, and what is done


class RealRun:
    """The whole house around one case after the other."""

    number: int
    moves: list[Move]
    alarm: date | None
    closed: bool
    stands: str

    def __init__(self, app: Flask, written: Written, dice: Random) -> None:
        self.app, self.written, self.dice, self.story = app, written, dice, list[str]()
        self.own = {service: app.extensions["services"][service].workflow for service, _answers in written.values()}
        it_is(app, MONDAY)
        self._applies(*self._some_law())
        self.look()

    def go_on(self) -> None:
        """One thing happens, the worker ticks, and the case is read anew."""
        words, do = self.dice.choice(self._acts())
        self.story.append(f"{self.stands}: {words}")
        do()
        self.look()

    def _acts(self) -> list[Act]:
        """People act more often than time passes, or no case would come far; who can begin anew mostly does."""
        moves = [(f"{move.persona}: {move.action}", self._act(move)) for move in self.moves if self._is_likely(move)]
        days, worker_runs = self.dice.choice([1, 3, 8, 15, 40]), self.dice.random() < 0.5
        acts = [(f"{days} days go by", lambda: days_go_by(self.app, days, worker_runs=worker_runs))]
        if self.alarm:
            acts += [(f"the alarm of {self.alarm} comes", self._until(self.alarm))]
        if self.closed:
            written, table = self._some_law()
            acts += [(f"Amina applies: {written}, {table.name}", lambda: self._applies(written, table))] * len(acts)
        return moves if moves and self.dice.random() < PEOPLE_ACT else acts

    def _is_likely(self, move: Move) -> bool:
        """Seldom does somebody give up or call a case off."""
        return move.action not in ("withdraw", "cancel") or self.dice.random() < 0.1

    def _act(self, move: Move) -> Callable[[], None]:
        return lambda: act(self.app, self.number, move)

    def _until(self, day: date) -> Callable[[], None]:
        return lambda: it_is(self.app, day)

    def _some_law(self) -> tuple[str, Workflow]:
        """What Amina wrote, and the table by which it is decided."""
        written = self.dice.choice(sorted(self.written))
        service, _answers = self.written[written]
        return written, self.dice.choice([self.own[service], OTHER_LAWS.get(service, self.own[service])])

    def _applies(self, written: str, table: Workflow) -> None:
        service, answers = self.written[written]
        lay_aside(self.app)
        follow(self.app, service, table)
        self.number = apply_again(self.app, service, answers)

    def _is_refused(self, move: Move) -> bool:
        try:
            act(self.app, self.number, move)
        except Problem:
            return True
        return False

    def look(self) -> None:
        """See that the case keeps the promises, and that what must not be is refused."""
        tick(self.app)
        with house(self.app):
            case = db.session.get_one(Case, self.number)
            for check in (check_alarm, check_steps, check_state, check_days, check_opinions):
                check(case)
            self.moves, self.alarm, self.closed = moves_in(case), case.wakes_on, case.closed_at is not None
            strange = strange_in(case)
            refused, version = [*aside_in(case), *self.dice.sample(strange, min(1, len(strange)))], case.version
            self.stands = f"{today()} {case.service}, {case.state}"
        for move in refused:
            assert self._is_refused(move), f"{move} was done"
        with house(self.app):
            assert db.session.get_one(Case, self.number).version == version, f"{refused} has changed the case"


def check_alarm(case: Case) -> None:
    """No day on which the clock must act has passed unseen, or is another one than the table says."""
    assert case.wakes_on is None or case.wakes_on > today(), "an alarm was missed"
    assert case.wakes_on == alarm_of(case)
    assert case.due_on is None or case.due_on >= today() or case.escalated_at, "late, and nobody was told"


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


def check_days(case: Case) -> None:
    """The case came to its state on the day of the step that brought it there."""
    came = next(step for step in reversed(case.steps) if step.source != step.target)
    assert case.entered_on == came.at.astimezone(current_pack().timezone).date(), "it came here on another day"


def check_opinions(case: Case) -> None:
    """Nobody is asked for an opinion that the case does not wait for."""
    out = [review.office for review in case.reviews if review.is_out]
    assert not out or case.waits_for == By.REVIEWER, f"{out} are still asked, and the case stands in {case.state}"


def test_real_cases_keep_their_promises_whatever_happens(app: Flask) -> None:
    written, services = applications(app, SERVICES), dict(app.extensions["services"])

    def begin(dice: Random) -> RealRun:
        app.extensions["services"].update(services)
        return RealRun(app, written, dice)

    walked = walk_all(begin, range(RUNS), STEPS, shorter_ones=0)
    assert walked == RUNS * STEPS
