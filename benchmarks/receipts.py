"""How soon the receipt is there: ``python -m benchmarks.receipts [--entries 600] [--rate 20] [DATABASE_URL]``.

``egov worker`` gives entries their places, as in every installation. This process commits entries about a citizen at a
steady rate and, beside it, asks for the receipt of the oldest one that has none yet, until it is there.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

from flask import Flask
from sqlalchemy import select

from benchmarks.over_http import EGOV, background, settings_in
from egov import create_app
from egov.audit.models import Entry
from egov.audit.operations import APPLYING, SYSTEM, About, record
from egov.audit.receipts import receipt_for
from egov.cli.seed import create_demo
from egov.db import db, transaction
from egov.identity.models import Person

NEWEST = select(Entry.id).order_by(Entry.id.desc()).limit(1)
LONGEST = 120.0  # seconds until the last receipt must be there


def commit_all(app: Flask, subject: int, count: int, rate: float, committed: list[tuple[int, float]]) -> None:
    """One entry about the person after the other, each with the moment when it was committed."""
    with app.app_context():
        for _entry in range(count):
            with transaction():
                record(SYSTEM, "case_submitted", About(subject_id=subject), purpose=APPLYING)
            moment = time.perf_counter()
            committed.append((db.session.scalars(NEWEST).one(), moment))
            db.session.rollback()
            time.sleep(1 / rate)


def has_receipt(number: int) -> bool:
    """Whether the entry has a receipt now, which is made as for its citizen."""
    db.session.rollback()
    db.session.expire_all()
    return receipt_for(db.session.get_one(Entry, number)) is not None


def wait_for_all(committed: list[tuple[int, float]], count: int) -> list[float]:
    """Seconds from each commit until its receipt. Raises RuntimeError when one never comes."""
    took: list[float] = []
    last_moment = time.perf_counter() + LONGEST
    while len(took) < count:
        if len(took) == len(committed) or not has_receipt(committed[len(took)][0]):
            time.sleep(0.01)
        else:
            took.append(time.perf_counter() - committed[len(took)][1])
        if time.perf_counter() > last_moment:
            raise RuntimeError(f"{count - len(took)} entries have no receipt after {LONGEST:.0f} s")
    return took


def main(count: int, rate: float, url: str) -> None:
    """Print how long citizens wait."""
    folder = Path(tempfile.mkdtemp())
    settings = settings_in(folder, url)
    app = create_app({"DEMO": True, **{name.removeprefix("FLASK_"): value for name, value in settings.items()}})
    with app.app_context():
        create_demo()
        subject = db.session.scalars(select(Person.id).limit(1)).one()
        db.session.rollback()
        with background([*EGOV, "worker"], {**settings, "FLASK_DEMO": "1"}):
            first: list[tuple[int, float]] = []
            commit_all(app, subject, 1, rate, first)
            wait_for_all(first, 1)  # then the worker is awake
            committed: list[tuple[int, float]] = []
            writer = Thread(target=commit_all, args=(app, subject, count, rate, committed))
            writer.start()
            took = sorted(wait_for_all(committed, count))
            writer.join()
    median, late = took[count // 2], took[int(0.99 * (count - 1))]
    sys.stdout.write(f"{count} receipts: median {median:.2f} s, p99 {late:.2f} s, the last {took[-1]:.2f} s\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=600)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("url", nargs="?", default="")
    asked = parser.parse_args()
    main(asked.entries, asked.rate, asked.url)
