"""Kill a server again and again while somebody uses it, and tell what was not as it should be afterwards."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from egov import create_app
from tests.conftest import settings
from tests.faults.lives import Lives, Plan, lives
from tests.faults.truth import findings
from tests.faults.walker import Somebody, Walked, walk
from tests.support.server import ROOT

LONGEST_DELIVERY = 20.0  # seconds
WAITING = text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")
CLAIMED = text("UPDATE outbox SET next_attempt_at = created_at WHERE sent_at IS NULL")


@dataclass
class Torment:
    """What was done, and what was found."""

    kills: int = 0
    points: int = 0
    walks: list[Walked] = field(default_factory=list)
    slowest_start: float = 0.0
    busiest_start: float = 0.0
    found: list[str] = field(default_factory=list)
    died_at: list[str] = field(default_factory=list)
    kinds: str = ""

    def figure(self) -> str:
        kinds = (
            f"{self.kills} kills -9 at {self.points} numbered points ({self.kinds}; {len(set(self.died_at))} different)"
        )
        starts = f"slowest start {self.slowest_start:.1f} s ({self.busiest_start:.1f} s of work)"
        return f"{kinds}: {len(self.walks)} walks, {starts}, {len(self.found)} findings"


def torment(
    folder: Path, database_url: str, kills: int, *, kind: str = "any", root: Path = ROOT, begin_with: int = 0
) -> Torment:
    """Walk once undisturbed, then on and on until so many kills; then all letters leave, and the truth is looked at.

    ``begin_with`` counts the kills that were tried before, so that other points come now.
    """
    told = Torment()
    with lives(folder, database_url, root) as server:
        try:
            _use(server, told, Plan(kills, 0, kind, begin_with))
            deliver_all(database_url)
        except AssertionError as failure:
            told.found.append(str(failure)[:1500])
        server.end()
    told.kills, told.died_at = server.deaths.total(), server.last_words
    told.slowest_start, told.busiest_start = server.slowest_start, server.busiest_start
    told.kinds = ", ".join(f"{number} {name}" for name, number in server.deaths.most_common())
    if told.walks[0].certificate:
        own = {**settings(folder, database_url), "BASE_URL": server.url}
        told.found += findings(create_app(own), told.walks[0], told.walks)
    return told


def _use(server: Lives, told: Torment, plan: Plan) -> None:
    server.begin()
    _walk(server, told)
    plan.points = sum(plan.kind == "any" or point.startswith(plan.kind) for point in server.points())
    server.plan, told.points = plan, plan.points
    server.end()
    server.begin()
    while not server.is_over:
        _walk(server, told)


def _walk(server: Lives, told: Torment) -> None:
    told.walks.append(Walked(f"Rex {len(told.walks)}"))
    applicant, officer = (Somebody(server.url, server.go_on) for _person in range(2))
    walk(applicant, officer, told.walks[-1])


def deliver_all(database_url: str, patience: float = LONGEST_DELIVERY) -> None:
    """Wait until all letters have left, at most so many seconds. One that a killed process had claimed leaves a minute
    later: it need not wait here."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(CLAIMED)
    last_moment = time.monotonic() + patience
    with engine.connect() as connection:
        while connection.execute(WAITING).scalar_one() and time.monotonic() < last_moment:
            connection.rollback()
            time.sleep(0.1)
    engine.dispose()
