"""A house in which something has happened, kept so that each attack finds it as it was."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from egov import create_app
from egov.audit.evidence import earlier_note
from egov.audit.log_folder import log_folder
from egov.audit.operations import DECIDING, SYSTEM, About, Actor, record
from egov.audit.sequencer import sequence
from egov.clock import clock
from egov.db import db, transaction
from egov.tlog.note import Note
from tests.conftest import settings
from tests.support.robot import Robot
from tests.support.visitor import Visitor


@dataclass
class Scene:
    """An application on SQLite in a folder. ``earlier`` are the checkpoints that others kept, the oldest first."""

    app: Flask
    folder: Path
    earlier: list[Note] = field(default_factory=list)
    kept_at: datetime = field(default_factory=clock.now)

    def keep_checkpoint(self) -> None:
        """Sequence what waits; somebody outside notes the checkpoint."""
        with self.app.app_context():
            sequence()
            self.earlier.append(earlier_note((log_folder().checkpoint() or "").encode()))

    def keep(self) -> None:
        """Note everything as it is now."""
        self._release()
        shutil.copytree(self.folder, self._copy)
        self.kept_at = clock.now()

    @contextmanager
    def as_it_was(self) -> Iterator[Flask]:
        """The application with database and log as they were noted, and at that moment: nothing has waited long."""
        self._release()
        shutil.rmtree(self.folder / "log")
        shutil.copytree(self._copy / "log", self.folder / "log")
        shutil.copyfile(self._copy / "demo.sqlite", self.folder / "demo.sqlite")
        clock.offset = self.kept_at - clock.now()
        try:
            with self.app.app_context():
                yield self.app
        finally:
            clock.offset = timedelta()

    @property
    def _copy(self) -> Path:
        return self.folder.with_name("kept")

    def _release(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.folder.glob("demo.sqlite-*"):
            leftover.unlink()


def a_scene(folder: Path, template: Path) -> Scene:
    """Amina has two cases, one is decided; officials have looked; the log is published, and somebody remembers it."""
    folder.mkdir()
    shutil.copyfile(template, folder / "demo.sqlite")
    scene = Scene(create_app(settings(folder, f"sqlite:///{folder / 'demo.sqlite'}")), folder)
    scene.keep_checkpoint()
    things_happen(scene.app)
    scene.keep_checkpoint()
    scene.keep()
    return scene


def things_happen(app: Flask) -> None:
    """A case is decided and certified, another has a fee, and an official looks at both."""
    amina, omar = Visitor(app).sign_in("amina"), Visitor(app).sign_in("omar")
    reference = Robot(app, "dog_licence", -1).apply(amina)
    amina.open(f"/cases/{reference}").press("Send message", message="She is shy.")
    omar.open(f"/office/{reference}").press("Take this case").press("Approve")
    Robot(app, "dog_licence").apply(amina)
    with app.app_context():
        for _time in range(2):
            somebody_looks(reference)


def somebody_looks(reference: str) -> None:
    """An entry of its own about a case without an account."""
    with transaction():
        about = About(case_reference=reference)
        record(Actor(3, "Omar", "harbour-licensing"), "case_read", about, purpose=DECIDING, read=True)
        record(SYSTEM, "alarm_set_anew", about, purpose=DECIDING, details={"why": "a test"})
