"""What really happened, estimated from the steps that were taken, and replayed."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from heapq import heapreplace
from random import Random

import pytest
from flask import Flask

from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.cases.models import Case, StepTaken
from egov.catalogue import service_of
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.identity.models import Person
from egov.simulation.comparison import for_days
from egov.simulation.history import from_history
from egov.simulation.results import percentile
from egov.simulation.run import simulate
from egov.simulation.worktime import WorkClock
from tests.simulation.counters import THURSDAY
from workflows.engine import By

OFFICERS = (901, 902)
Decided = list[tuple[float, float, int]]


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def hours_of() -> WorkClock:
    return WorkClock(current_pack().calendar_of("harbour-licensing"), THURSDAY, 8)


def served(comes: Sequence[float], works: Sequence[float]) -> Decided:
    """When two officers decide what came at these moments, first come, first served."""
    clock, free, decided = hours_of(), [(0.0, OFFICERS[0]), (0.0, OFFICERS[1])], []
    for moment, work in zip(comes, works, strict=True):
        when, officer = free[0]
        done = clock.after(max(moment, when), work)
        heapreplace(free, (done, officer))
        decided.append((moment, done, officer))
    return decided


def write(history: Decided) -> None:
    """Dog licences without a fee: submitted, and approved by one of two officers."""
    midnight = datetime.combine(THURSDAY, time(), current_pack().timezone).astimezone(UTC)
    with transaction():
        _write_officers()
        for number, (came, decided, officer) in enumerate(history):
            at = [midnight + timedelta(hours=moment) for moment in (came, decided)]
            case = _case(number, at[0])
            case.steps = [
                StepTaken(action="submit", done="", source="start", target="assessment", by="applicant", at=at[0]),
                StepTaken(
                    action="approve", done="", source="assessment", target="issued", by="officer", at=at[1],
                    person_id=officer,
                ),
            ]  # fmt: skip
            db.session.add(case)
        record(SYSTEM, "history_written", About(), purpose=DECIDING)


def _write_officers() -> None:
    from_pack = {"born": THURSDAY, "language": "en"}
    db.session.add_all(
        Person(id=number, identifier=str(number), name=f"Officer {number}", **from_pack) for number in OFFICERS
    )
    db.session.flush()


def _case(number: int, at: datetime) -> Case:
    return Case(
        reference=f"DL-{number}", draft_id=number + 1000, service="dog_licence", office="harbour-licensing",
        desk="harbour-licensing", state="issued", entered_on=THURSDAY, waits_for="", answers={}, language="en",
        code_hash=f"code {number}", submitted_at=at, queue_date=THURSDAY,
    )  # fmt: skip


def test_a_history_is_replayed_to_the_minute(inside: Flask) -> None:
    comes = [9 + 24 * (number // 8) + (number % 8) * 0.7 for number in range(60)]  # eight a day, Saturdays too
    history = served(comes, [3.0] * len(comes))
    write(history)
    design = from_history(service_of("dog_licence"))
    assert (design.from_history, design.deciding.officers, design.at_once) == (True, 2, 1.0)
    assert design.times["approve"].mean == pytest.approx(3.0, abs=0.01)
    endings = sorted(simulate(design, 1).endings)
    assert [end.came for end in endings] == pytest.approx(comes, abs=0.001)
    assert [end.decided for end in endings] == pytest.approx([done for _came, done, _by in history], abs=1 / 60)


def test_a_history_of_chance_is_met_in_the_median_and_the_workload(inside: Flask) -> None:
    random, clock = Random(3), hours_of()
    worked, comes = 0.0, []
    for _number in range(600):
        worked += random.expovariate(0.6)
        comes.append(clock.after(0, worked))
    history = served(comes, [random.uniform(1, 4) for _number in comes])
    write(history)
    days = sorted((clock.worked(done) - clock.worked(came)) / 8 for came, done, _by in history)
    design = from_history(service_of("dog_licence"))
    replayed, by_chance = simulate(design, 1), simulate(for_days(design, design.length), 1)
    for part in (0.5, 0.9):
        assert percentile(replayed.working_days(), part) == pytest.approx(percentile(days, part), rel=0.15)
    busy = by_chance.workload["harbour-licensing", By.OFFICER]
    assert busy == pytest.approx(replayed.workload["harbour-licensing", By.OFFICER], rel=0.15)


def test_fewer_than_thirty_cases_are_no_history(inside: Flask) -> None:
    write(served([9.0 + number for number in range(29)], [1.0] * 29))
    assert not from_history(service_of("dog_licence")).from_history
