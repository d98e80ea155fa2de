"""How long it takes to verify the whole log: ``python -m benchmarks.verification [DATABASE_URL] [--entries 1000000]``.

The entries are real: they go through the sealing and the sequencing of the application. Of ten entries one brings a
new case, one takes a step in it, and eight are looks at it by officials; an applicant has fifty entries.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.queue import rows
from egov import create_app
from egov.audit.operations import APPLYING, DECIDING, SYSTEM, About, Actor, record
from egov.audit.sealing import seal_entries
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cases.models import Case, StepTaken
from egov.cli.database import upgrade_database
from egov.cli.seed import seed_demo
from egov.clock import now
from egov.db import db, transaction

OF_A_CASE, OF_AN_APPLICANT, AT_ONCE = 10, 50, 200
FIRST_APPLICANT = 1_000
OFFICIALS = [Actor(number, f"Official {number}", "harbour-licensing") for number in range(3, 9)]


@dataclass(frozen=True)
class Figures:
    """What was measured. Seconds by the clock and of all processors; memory is the most of one process, in MB."""

    database: str
    processes: int
    entries: int
    rows: int
    seconds: float
    processor_seconds: float
    entries_a_second: int
    memory: int
    memory_of_a_helper: int


def fill(count: int) -> None:
    """Write this many entries, and publish them."""
    cases = rows(1, count // OF_A_CASE)
    while some := list(zip(range(AT_ONCE), cases, strict=False)):
        with transaction() as session:
            for _number, row in some:
                happen(session, row)
    sequence_all()


def happen(session: Session, row: dict[str, Any]) -> None:
    """What happens to a case, in three transactions of the application."""
    number = row["draft_id"]
    case = Case(**row)
    about = About(FIRST_APPLICANT + number * OF_A_CASE // OF_AN_APPLICANT, case.reference)
    session.add(case)
    record(SYSTEM, "step_submit", about, purpose=APPLYING, details={"service": case.service, "form": number})
    seal_entries(session)
    for look in range(OF_A_CASE - 2):
        record(OFFICIALS[look % len(OFFICIALS)], "case_read", about, purpose=DECIDING, read=True)
    seal_entries(session)
    step = {"action": "decide", "done": "decided", "source": "assessment", "target": "issued", "by": "officer"}
    session.add(StepTaken(case_id=case.id, at=now(), **step))
    record(OFFICIALS[0], "step_decide", about, purpose=DECIDING, details={"from": "assessment"}, legal_basis="Act 7")
    seal_entries(session)


def measure(processes: int) -> Figures:
    """Verify, and look at the clocks."""
    began, used = time.perf_counter(), sum(processor())
    verdict = verify_log(processes=processes, progress=show)
    seconds, spent = time.perf_counter() - began, sum(processor()) - used
    if not verdict.clean:
        sys.exit(f"The log is not clean: {verdict.findings[:3]}")
    largest = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Figures(
        db.engine.dialect.name, processes, verdict.entries, verdict.rows, round(seconds, 2), round(spent, 2),
        int(verdict.entries / seconds), *largest,
    )  # fmt: skip


def processor() -> Iterator[float]:
    """Seconds of all processors, of this process and of those that it started and that have ended."""
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        yield used.ru_utime + used.ru_stime


def show(what: str, count: int) -> None:
    """Progress, on a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what}: {count}      ")


def main() -> None:
    """Fill, verify, print, and write the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", nargs="?", default="", help="empty: a SQLite file in a temporary folder")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--folder", type=Path, help="kept: a second run verifies what the first one has filled")
    parser.add_argument("--to", type=Path, default=Path("verification.json"))
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp())
    url = asked.database or f"sqlite:///{folder / 'verification.sqlite'}"
    own = {"KEYS_FOLDER": str(folder / "keys"), "LOG_FOLDER": str(folder / "log")}
    new = not (folder / "keys").exists()
    app = create_app({"DEMO": True, "DATABASE_URL": url, **own})
    with app.app_context():
        if new:
            upgrade_database()
            seed_demo()
            began = time.perf_counter()
            fill(asked.entries)
            sys.stdout.write(f"filled in {time.perf_counter() - began:.0f} s\n")
        figures = asdict(measure(asked.processes))
    for name, value in figures.items():
        sys.stdout.write(f"{name:<20} {value:>14}\n")
    asked.to.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
