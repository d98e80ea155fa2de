"""A clock that is set a day back and forth again loses no deadline and lets none ring twice."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from egov.cases.models import Case
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.timemachine.operations import next_alarm
from tests.cases.office import it_is
from tests.timemachine.real_office import (
    MONDAY,
    Move,
    Written,
    act,
    applications,
    apply_again,
    days_go_by,
    house,
    lay_aside,
    tick,
)
from workflows.engine import By

SERVICES = [("building_permit", 0), ("dog_licence", 0), ("dog_licence", -1)]
PAY = Move("amina", "pay", By.PAYMENT)
ASK = Move("omar", "ask_opinions", By.OFFICER)
APPROVE = Move("omar", "approve", By.OFFICER)
LIVES = [
    ("dog_licence 0", []),  # never paid: reminded, and lapses
    ("dog_licence -1", []),  # never decided: the superior is told
    ("dog_licence -1", [APPROVE]),  # expires
    ("building_permit 0", [PAY]),  # granted by silence
    ("building_permit 0", [PAY, ASK]),  # nobody gives an opinion
]
HORIZON = MONDAY + timedelta(days=400)
History = list[tuple[str, date]]
DAYS = st.lists(st.sampled_from([-1, 1]), max_size=6)


@pytest.fixture
def written(app: Flask) -> Written:
    return applications(app, SERVICES)


def cases_begun(app: Flask, written: Written) -> list[int]:
    """The lives, as far as people have to do with them."""
    lay_aside(app)
    it_is(app, MONDAY)
    numbers = []
    for what, moves in LIVES:
        numbers.append(apply_again(app, *written[what]))
        for move in moves:
            act(app, numbers[-1], move)
    return numbers


def history(app: Flask, number: int) -> History:
    """What happened to a case, and on which day of the country."""
    with house(app):
        case, zone = db.session.get_one(Case, number), current_pack().timezone
        return [(step.action, step.at.astimezone(zone).date()) for step in case.steps]


def wander(app: Flask, days: list[int]) -> None:
    """Come to the eve of the next alarm, go back and forth, and leave on the day after the alarm."""
    with house(app):
        alarm = next_alarm()
    if alarm is None or alarm > HORIZON:
        return
    eve = alarm - timedelta(days=1)
    for day in [eve, *(eve + timedelta(days=sum(days[:number])) for number in range(1, len(days) + 1))]:
        walk_to(app, day)
    walk_to(app, eve + timedelta(days=2))


def walk_to(app: Flask, day: date) -> None:
    """Back at once; forward day by day where something may ring, as the worker would."""
    with house(app):
        here, alarm = today(), next_alarm()
    if here < day and alarm and alarm <= day:
        days_go_by(app, (day - here).days, worker_runs=True)
    else:
        it_is(app, day)
    tick(app)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(wanderings=st.lists(DAYS, min_size=1, max_size=4))
def test_a_day_back_and_forth_changes_no_history(app: Flask, written: Written, wanderings: list[list[int]]) -> None:
    straight = cases_begun(app, written)
    days_go_by(app, (HORIZON - MONDAY).days, worker_runs=True)
    expected = [history(app, number) for number in straight]
    wandering = cases_begun(app, written)
    for days in wanderings * 3:
        wander(app, days)
    walk_to(app, HORIZON)
    assert [history(app, number) for number in wandering] == expected
