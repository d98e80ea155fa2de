"""A tick of the clock beside 1,000 and 1,000,000 sleeping cases: ``python -m benchmarks.clock [DATABASE_URL]``.

Without a URL it uses a SQLite file in a temporary folder. A tick with nothing due is one statement; its floor is the
barest question to the database. In a tick with ten due, each costs what its step costs, so the figure is that of the
whole tick. How the database finds them is shown for both sizes.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, insert, literal, select, text, update
from sqlalchemy.engine import Connection

from benchmarks.queue import BATCH, rows
from egov import create_app
from egov.cases.clockwork import ring_due
from egov.cases.models import Case
from egov.cli.database import upgrade_database
from egov.cli.seed import seed_demo
from egov.country.days import today
from egov.db import db, transaction

SIZES = (1_000, 1_000_000)
DUE = 10
QUIET_TICKS, BUSY_TICKS = 50, 15
SLEEPS = {
    "office": "harbour-licensing", "desk": "harbour-licensing", "service": "dog_licence", "claimed_by_id": None,
    "answers": {"guide_dog": False, "neutered": False, "size": "small"},
}  # fmt: skip
Asked = list[tuple[str, Any]]


def sleeping(start: int, count: int) -> Iterator[dict[str, Any]]:
    """Dog licences that were issued and will expire, or wait for an officer: each wakes on some later day."""
    for number, row in enumerate(rows(start, count), start):
        entered = today()
        yield row | SLEEPS | {
            "entered_on": entered, "wakes_on": entered + timedelta(days=1 + number % 700),
            "due_on": entered + timedelta(days=number % 700) if row["waits_for"] else None,
            "valid_until": None if row["waits_for"] else entered + timedelta(days=number % 700),
        }  # fmt: skip


def fill(start: int, count: int) -> None:
    """So many more cases."""
    for first in range(start, start + count, BATCH):
        with transaction():
            db.session.execute(insert(Case), list(sleeping(first, min(BATCH, start + count - first))))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


@contextmanager
def statements() -> Iterator[Asked]:
    """What is asked of the database inside the block, with its values."""
    asked: Asked = []

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def fresh(work: Callable[[], object]) -> float:
    """Milliseconds of one call, with a session that knows nothing yet."""
    db.session.rollback()
    db.session.expunge_all()
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def wake(count: int) -> None:
    """Let so many of those who wait for an officer be a day late, for whom nobody was told yet."""
    some = select(Case.id).where(Case.waits_for == "officer", Case.wakes_on > today()).order_by(Case.wakes_on)
    late = {"wakes_on": today(), "due_on": today() - timedelta(days=1)}
    with transaction():
        numbers = list(db.session.scalars(some.limit(count)))
        db.session.execute(update(Case).where(Case.id.in_(numbers)).values(late))


def busy() -> float:
    """A tick in which ten ring."""
    wake(DUE)
    rung: list[int] = []
    taken = fresh(lambda: rung.append(ring_due()))
    if rung != [DUE]:
        raise RuntimeError(f"{rung} rang instead of {DUE}")
    return taken


def plan_of(statement: str, values: Any) -> str:
    """How the database goes about it, in one line."""
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql(f"{explain} {statement}", values).all()
    return "; ".join(str(row[-1]).strip() for row in found)


def measure() -> tuple[dict[str, float], dict[str, int], str]:
    """The milliseconds, the statements, and the plan of the one that finds what rings."""
    with statements() as quiet:
        ring_due()
    wake(DUE)
    with statements() as ten:
        ring_due()
    finds = [one for one in ten if "wakes_on <=" in one[0]]
    times = {
        "nothing due": min(fresh(ring_due) for _tick in range(QUIET_TICKS)),
        f"{DUE} due": min(busy() for _tick in range(BUSY_TICKS)),
        "floor": min(fresh(lambda: db.session.scalar(select(literal(1)))) for _tick in range(QUIET_TICKS)),
    }
    counted = {"nothing due": len(quiet), f"{DUE} due, to find them": len(finds), f"{DUE} due, in all": len(ten)}
    return times, counted, plan_of(*quiet[0])


def main(url: str) -> None:
    """Print the table."""
    app: Flask = create_app({"DEMO": True, "DATABASE_URL": url, "KEYS_FOLDER": tempfile.mkdtemp()})
    found: dict[int, dict[str, float]] = {}
    with app.app_context():
        upgrade_database()
        seed_demo()
        there = 0
        for count in SIZES:
            fill(there + 1, count - there)
            there = count
            found[count], counted, plan = measure()
            sys.stdout.write(f"{count:>9,} cases: {plan}\n")
            for what, number in counted.items():
                sys.stdout.write(f"{'':>9}        {what}: {number} statement{'' if number == 1 else 's'}\n")
    small, large = (found[count] for count in SIZES)
    for what in small:
        sys.stdout.write(
            f"{what:<12} {small[what]:7.2f} ms at 1,000   {large[what]:7.2f} ms at 1,000,000   "
            f"ratio {large[what] / small[what]:.2f}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(tempfile.mkdtemp()) / 'clock.sqlite'}")
