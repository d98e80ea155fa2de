"""What the log costs those who commit: ``python -m benchmarks.audit [DATABASE_URL]``, for SQLite or PostgreSQL.

Three ways to keep an audit trail take turns in one run, with the same change of a case: this one; a plain row that
anybody who administrates the database can edit; and a global chain of hashes, where each entry waits for the one
before. Writers are processes: one on SQLite, eight on PostgreSQL. Then: how fast entries get their places.
"""

import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from benchmarks.queue import rows
from egov import create_app
from egov.audit.models import Entry
from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.audit.sealing import seal_entries
from egov.audit.sequencer import sequence_all
from egov.cases.models import Case
from egov.cli.database import upgrade_database
from egov.cli.seed import seed_demo
from egov.db import BEFORE_COMMIT, CHANGED, PENDING, db, transaction

SECONDS, ROUNDS, WRITERS, CASES = 2.0, 4, 8, 400
BULK = 40_960
CHAIN = 7_210_399


def plain(session: Session) -> None:
    """An audit row without protection."""
    session.info[CHANGED] = {}
    session.add_all(Entry(**vars(entry)) for entry in session.info[PENDING])
    session.info[PENDING] = []


def chained(session: Session) -> None:
    """Each entry carries the hash of the one before, so no two can be written at once."""
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(CHAIN)))
    before = session.scalar(select(Entry.official_salt).order_by(Entry.id.desc()).limit(1)) or b""
    for entry in session.info[PENDING]:
        said = json.dumps([entry.action, entry.purpose, entry.subject_id, entry.at.isoformat(), entry.details])
        entry.official_salt = before = sha256(before + said.encode()).digest()
    plain(session)


WAYS: dict[str, Callable[[Session], None]] = {"this log": seal_entries, "plain row": plain, "hash chain": chained}


def application(settings: dict[str, Any]) -> Flask:
    """The application, which another process has prepared."""
    return create_app(settings)


def change(case_id: int, number: int) -> None:
    """An officer decides something about a case, and it is recorded."""
    with transaction() as session:
        case = session.get_one(Case, case_id)
        case.waits_for = f"officer {number}"
        record(SYSTEM, "step_taken", About(case_id, case.reference), purpose=DECIDING, details={"step": "decide"})


def write(settings: dict[str, Any], writer: int, start: Any, results: Any) -> None:
    """One writer: in each turn it does as much as it can, and says how much."""
    app = application(settings)
    with app.app_context():
        cases = db.session.scalars(select(Case.id).where(Case.reference.like("B-%")).order_by(Case.id)).all()
        mine = cases[writer::WRITERS]
        for _round in range(ROUNDS):
            for way in WAYS.values():
                app.extensions[BEFORE_COMMIT][:] = [way]
                start.wait()
                end, count = time.perf_counter() + SECONDS, 0
                while time.perf_counter() < end:
                    change(mine[count % len(mine)], count)
                    count += 1
                results.put(count)
                start.wait()


def commits(settings: dict[str, Any], writers: int) -> dict[str, list[float]]:
    """Commits a second in each turn."""
    start, results = multiprocessing.Barrier(writers + 1), multiprocessing.Queue()
    told = [(settings, writer, start, results) for writer in range(writers)]
    processes = [multiprocessing.Process(target=write, args=each) for each in told]
    for process in processes:
        process.start()
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    for _round in range(ROUNDS):
        for way in WAYS:
            start.wait()
            start.wait()
            found[way].append(sum(results.get() for _writer in range(writers)) / SECONDS)
    for process in processes:
        process.join()
    return found


def sequencing() -> tuple[float, float]:
    """Entries a second of this process's time, and of the clock on the wall."""
    sequence_all()
    for _batch in range(BULK // 4096):
        with transaction():
            for _entry in range(4096):
                record(SYSTEM, "trial", About(), purpose=DECIDING)
    wall, own = time.perf_counter(), time.process_time()
    count = sequence_all()
    return count / (time.process_time() - own), count / (time.perf_counter() - wall)


def main(url: str) -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp())
    url = url or f"sqlite:///{folder / 'audit.sqlite'}"
    own = {"KEYS_FOLDER": str(folder / "keys"), "LOG_FOLDER": str(folder / "log")}
    settings = {"DEMO": True, "DATABASE_URL": url, **own}
    app = create_app(settings)
    with app.app_context():
        upgrade_database()
        seed_demo()
        with transaction() as session:
            session.execute(insert(Case), list(rows(1, CASES)))
        db.engine.dispose()
        writers = WRITERS if url.startswith("postgresql") else 1
        found = {way: statistics.median(each) for way, each in commits(settings, writers).items()}
        processor, wall = sequencing()
    ours = found["this log"]
    for way, rate in found.items():
        sys.stdout.write(f"{way:<12} {rate:8,.0f} commits/s   this log has {ours / rate:.0%} of it\n")
    sys.stdout.write(f"sequencing   {processor:8,.0f} entries/s of processor time, {wall:,.0f} by the clock\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
