"""The officer's queue at 1,000 and at 1,000,000 cases: ``python -m benchmarks.queue [DATABASE_URL]``.

Without a URL it uses a SQLite file in a temporary folder. The floor is the barest question to it: 26 rows by
their primary keys. Half of the cases have ended, a third are claimed, the rest wait at one of Omar's three desks.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select, text

from egov import create_app
from egov.cases.models import Case
from egov.cases.queue import PAGE, Cursor, waiting_cases
from egov.cases.tabs import counts_of_tabs
from egov.cli.database import upgrade_database
from egov.cli.seed import seed_demo
from egov.clock import now
from egov.db import db, transaction
from egov.identity.models import Account, Person

DESKS = (("harbour-licensing", "dog_licence"), ("building-control", "building_permit"), ("traffic", "parking_fine"))
FIRST_DAY = date(2026, 1, 1)
BATCH = 20_000


def rows(start: int, count: int) -> Iterator[dict[str, Any]]:
    """Cases as they lie in an office of this size."""
    moment = now()
    for number in range(start, start + count):
        office, service = DESKS[number % 3]
        kind = number % 6
        day = FIRST_DAY + timedelta(days=number % 700)
        yield {
            "reference": f"B-{number}", "draft_id": number, "code_hash": f"b{number}",
            "service": service, "office": office, "desk": office,
            "state": "issued" if kind < 3 else "assessment", "waits_for": "" if kind < 3 else "officer",
            "answers": {}, "language": "en", "applicant_name": "", "applicant_identifier": "", "search_name": "",
            "search_other_name": "", "email": "", "phone": "", "household": "", "version": 1, "submitted_at": moment,
            "claimed_by_id": 1 if kind in (3, 4) else None, "queue_date": day, "due_on": day, "entered_on": day,
        }  # fmt: skip


def fill(count: int) -> None:
    """Exactly this many cases."""
    with transaction():
        db.session.execute(delete(Case))
    for start in range(1, count + 1, BATCH):
        with transaction():
            db.session.execute(insert(Case), list(rows(start, min(BATCH, count + 1 - start))))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def milliseconds(work: Callable[[], object]) -> float:
    """The best of 30 calls, each with a session that knows nothing yet."""
    best = float("inf")
    for _call in range(30):
        db.session.rollback()
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best * 1e3


def measure(omar: int) -> dict[str, float]:
    """The first page, the hundredth, the counts of the tabs, and the floor."""
    person = db.session.get_one(Person, omar)
    cursor = None
    for _page in range(99):
        page = waiting_cases(person, "unclaimed", after=cursor)
        if len(page) <= PAGE:
            break
        cursor = Cursor(page[PAGE - 1].queue_date, page[PAGE - 1].id)
    some = list(db.session.scalars(select(Case.id).limit(PAGE + 1)))

    def of_omar(after: Cursor | None) -> object:
        return waiting_cases(db.session.get_one(Person, omar), "unclaimed", after=after)

    return {
        "first page": milliseconds(lambda: of_omar(None)),
        "a page far down": milliseconds(lambda: of_omar(cursor)),
        "counts of tabs": milliseconds(lambda: counts_of_tabs(db.session.get_one(Person, omar))),
        "floor": milliseconds(lambda: db.session.scalars(select(Case).where(Case.id.in_(some))).unique().all()),
    }


def main(url: str) -> None:
    """Print the table."""
    app: Flask = create_app({"DEMO": True, "DATABASE_URL": url, "KEYS_FOLDER": tempfile.mkdtemp()})
    with app.app_context():
        upgrade_database()
        seed_demo()
        omar = db.session.scalars(select(Account.person_id).filter_by(username="omar")).one()
        found = {}
        for count in (1_000, 1_000_000):
            fill(count)
            found[count] = measure(omar)
    for what, small in found[1_000].items():
        large = found[1_000_000][what]
        sys.stdout.write(
            f"{what:<16} {small:7.2f} ms at 1,000   {large:7.2f} ms at 1,000,000   ratio {large / small:.2f}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(tempfile.mkdtemp()) / 'queue.sqlite'}")
