"""Backups at random moments of a house at work: each brings everything back that somebody was told before it began.

Two moments on each database; as many as ``EGOV_BACKUPS`` says where it is set.
"""

import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import select

from egov.audit.evidence import earlier_note
from egov.audit.models import Entry
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cases.models import Case
from egov.db import db
from egov.files.models import StoredFile
from egov.files.operations import content_of
from tests.backup.house import backed_up, empty_place, house, restored
from tests.faults.walker import PDF, Somebody, Walked, walk
from tests.scale.profile import until
from tests.support.robot import Robot
from tests.support.server import EGOV, environment, serving
from tests.support.visitor import Visitor

MOMENTS = int(os.environ.get("EGOV_BACKUPS", "2"))
LONGEST_PAUSE = 0.7  # seconds: in the middle of a walk, of a round of the log, of anything
PAUSE = 0.1  # seconds between two walks


@dataclass
class Town:
    """Somebody applies, sends a file, pays and is decided on, again and again; ``walks`` is what was shown to them."""

    url: str
    walks: list[Walked] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)
    ends: Event = field(default_factory=Event)

    def shown(self) -> list[Walked]:
        """What everybody knows at this moment."""
        return [Walked(w.dog, w.reference, w.receipt, w.certificate) for w in self.walks]

    def work(self) -> None:
        """Until it ends."""
        try:
            while not self.ends.wait(PAUSE):
                self.walks.append(Walked(f"Rex {len(self.walks)}"))
                walk(Somebody(self.url, _impossible), Somebody(self.url, _impossible), self.walks[-1])
        except BaseException as problem:
            self.trouble.append(problem)
            raise


def _impossible() -> None:
    raise AssertionError("the server gave no answer")


@contextmanager
def town_at_work(folder: Path, database_url: str) -> Iterator[Town]:
    """A town before a server in a process of its own; there is something to lose when the block begins."""
    env = {**environment(folder, database_url), "FLASK_RATELIMIT_ENABLED": "false"}
    with serving([*EGOV, "demo"], folder / "server.log", env) as server:
        town = Town(server.url)
        people = Thread(target=town.work)
        people.start()
        try:
            until(lambda: bool(town.trouble or (town.walks and town.walks[0].certificate)), "a certificate")
            yield town
        finally:
            town.ends.set()
            people.join()
        assert not town.trouble, town.trouble


def test_whatever_was_acknowledged_before_a_backup_is_there_after_it(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest, compiled_templates: BytecodeCache
) -> None:
    dice, took = random.Random(), list[float]()
    with house(tmp_path, database_url) as app, town_at_work(tmp_path, database_url) as town:
        for number in range(MOMENTS):
            time.sleep(dice.uniform(0, LONGEST_PAUSE))
            known, began = town.shown(), time.monotonic()
            backup = tmp_path / f"{number}.backup"
            made = backed_up(app, backup)
            took.append(time.monotonic() - began)
            assert made.exit_code == 0, made.output
            assert backup.stat().st_mode & 0o077 == 0
            folder = tmp_path / f"place-{number}"
            with empty_place(folder, database_url) as place, house(folder, place, compiled_templates) as there:
                comes_back(there, backup, folder, known)
            shutil.rmtree(folder)
            backup.unlink()
    kind = database_url.partition(":")[0]
    figure = f"{kind}: {MOMENTS} backups at random moments, {len(town.walks)} cases, all consistent"
    request.node.user_properties.append(("figure", f"{figure}; a backup took {max(took):.1f} s at most"))


def comes_back(app: Flask, backup: Path, folder: Path, known: list[Walked]) -> None:
    """Restore the backup, and work there."""
    result = restored(app, backup)
    assert result.exit_code == 0, result.output
    assert "The audit log vouches for it" in result.output
    assert "Tell the auditor and every witness" in result.output
    earlier = earlier_note((folder / "log" / "checkpoint").read_bytes())
    everything_is_there(app, known)
    amina = Visitor(app).sign_in("amina")
    amina.open(f"/receipts/{known[0].receipt}").has(known[0].receipt)
    amina.open(f"/certificates/{known[0].certificate}").has(known[0].certificate)
    newest = Robot(app, "dog_licence", -1).apply(amina)
    Visitor(app).sign_in("omar").open(f"/office/{newest}").press("Take this case").press("Approve")
    with app.app_context():
        assert sequence_all() > 0
        verdict = verify_log([earlier])
        assert verdict.clean, verdict.findings
    again = restored(app, backup)
    assert again.exit_code == 1
    assert "is not empty" in again.output


def everything_is_there(app: Flask, known: list[Walked]) -> None:
    with app.app_context():
        assert {*db.session.scalars(select(Case.reference))} >= {w.reference for w in known if w.reference}
        files = {file.digest: content_of(file) for file in db.session.scalars(select(StoredFile))}
        assert all(sha256(content).hexdigest() == digest for digest, content in files.items())
        # Who has a receipt has sent his proof before.
        assert {*files.values()} >= {PDF + w.dog.encode() for w in known if w.receipt}
        told = {*db.session.scalars(select(Entry.case_reference).where(Entry.action == "payment_received"))}
        assert told >= {w.reference for w in known if w.receipt}
