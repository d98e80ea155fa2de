"""The clock of the machine is set forth and a day back again: no deadline is lost, and none comes twice.

``EGOV_FAULTS=1000`` sets it 40 times. tests/timemachine tries many more ways, inside one process.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case, StepTaken
from egov.clock import clock
from egov.country.days import today
from egov.db import db
from tests.faults.crowd import open_case
from tests.faults.patience import walks_through
from tests.faults.torment import deliver_all
from tests.faults.truth import findings
from tests.faults.walker import Walked
from tests.scale.profile import until
from tests.support.server import EGOV, Server, environment, serving

TURNS = max(3, int(os.environ.get("EGOV_FAULTS", "0")) // 25)
CASES = 3
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
ONCE = {"submit": CASES, "remind_to_pay": CASES, "lapse_unpaid": CASES}


@contextmanager
def serving_on(day: date, folder: Path, database_url: str) -> Iterator[Server]:
    """The demonstration on a machine whose clock shows another day."""
    ahead = (day - today()).days
    wrong = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME": f"+{ahead}d",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    with serving([*EGOV, "demo"], folder / "server.log", {**environment(folder, database_url), **wrong}) as server:
        yield server


def wakes(references: list[str]) -> set[date | None]:
    """On which days the clock will look at the cases."""
    db.session.rollback()
    return set(db.session.scalars(select(Case.wakes_on).where(Case.reference.in_(references))))


def have_rung(references: list[str], day: date) -> bool:
    """Whether nothing is due any more on this day."""
    return all(wakes_on is None or wakes_on > day for wakes_on in wakes(references))


def days_from(reminder: date, lapse: date) -> list[date]:
    """To which days the clock is set: to the first deadline, a day back, back and forth on the way, and to the last."""
    dice = random.Random(1)
    days = [reminder, reminder - timedelta(1)]
    while len(days) < TURNS - 1:
        goal = days[-1] + timedelta(dice.choice([-1, 1, 2]))
        days.append(max(reminder - timedelta(2), min(lapse - timedelta(1), goal)))
    return [*days, lapse]


@pytest.mark.skipif(LIBRARY is None, reason="faketime is not installed (Debian: apt-get install faketime)")
def test_a_clock_set_back_and_forth_loses_no_deadline_and_doubles_none(
    app: Flask, database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    walked: list[Walked] = []
    with app.app_context():
        cases = [open_case().reference for _case in range(CASES)]
        [reminder] = wakes(cases)
        assert reminder
        lapse = reminder + timedelta(16)  # a month after the day on which the case came, and not two weeks
        for day in days_from(reminder, lapse):
            with serving_on(day, tmp_path, database_url) as server:
                until(partial(have_rung, cases, day), f"what was due on {day}", seconds=60)
                walked.append(walks_through(server.url, len(walked))[0])
                deliver_all(database_url)
        steps = select(StepTaken.action).join(Case, Case.id == StepTaken.case_id).where(Case.reference.in_(cases))
        assert Counter(db.session.scalars(steps)) == ONCE
        assert wakes(cases) == {None}
        clock.offset = lapse - today()
    found = findings(app, walked[0], walked)
    assert found, "the log does not say that its clock was set back"
    assert not [finding for finding in found if "back_dating" not in finding]
    record_property("figure", f"clock set {TURNS} times, forth and back: {CASES} cases reminded once and lapsed once")
