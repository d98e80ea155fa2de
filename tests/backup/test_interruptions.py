"""Killed at random points: no backup looks whole that is not, and no house that was half restored.

One point of each on each database; as many as ``EGOV_KILLS`` says where it is set.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from egov.audit.log_folder import log_folder
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.backup.contents import DATABASE
from egov.db import db
from tests.backup.house import PASSPHRASE, empty_place, house, looks_whole, restored
from tests.conftest import settings
from tests.support.robot import Robot
from tests.support.server import ROOT
from tests.support.visitor import Visitor

KILLS = int(os.environ.get("EGOV_KILLS", "1"))
WAITS_STILL = ("waiting",)  # for a place in the log; the worker gives it
Figure = Callable[[str, object], None]


@dataclass
class Mortal:
    """The process that does what it is told, in a copy of itself."""

    process: "subprocess.Popen[str]"

    def does(self, folder: Path, database_url: str, do: str, file: Path, point: int) -> str:
        """What became of it: killed, or how many points it has lived through."""
        own: dict[str, Any] = {**settings(folder, database_url), "BACKUP_PASSPHRASE": PASSPHRASE}
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps({"settings": own, "do": do, "file": str(file), "point": point}) + "\n")
        stdin.flush()
        return stdout.readline()

    def points(self, folder: Path, database_url: str, do: str, file: Path) -> int:
        """How many points there are."""
        lived = self.does(folder, database_url, do, file, 0)
        assert lived.startswith("lived "), lived
        return int(lived.split()[1])


@pytest.fixture(scope="module")
def mortal() -> Iterator[Mortal]:
    command = [sys.executable, "-m", "tests.backup.dying"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Mortal(process)
        assert process.stdin
        process.stdin.close()


@contextmanager
def another_place(folder: Path, source: str, beside: Path | None = None) -> Iterator[str]:
    """An empty place, with the files and keys that an interrupted restore has left ``beside`` its database."""
    with empty_place(folder, source) as url:
        for name in ("files", "keys") if beside else ():
            if beside and (beside / name).exists():
                shutil.copytree(beside / name, folder / name)
        yield url


def test_a_killed_backup_or_restore_leaves_nothing_that_looks_whole(
    app: Flask, mortal: Mortal, tmp_path: Path, record_property: Figure
) -> None:
    url, dice, good = app.config["DATABASE_URL"], random.Random(), tmp_path / "good.backup"
    Robot(app, "building_permit").apply(Visitor(app).sign_in("amina"))
    with app.app_context():
        sequence_all()
        db.engine.dispose()
    app.config["BACKUP_PASSPHRASE"] = PASSPHRASE
    most = mortal.points(tmp_path, url, "backup", good)
    for number, point in enumerate([most, *(dice.randint(1, most) for _kill in range(KILLS))]):
        target = tmp_path / f"{number}.backup"
        assert mortal.does(tmp_path, url, "backup", target, point) == "killed\n"
        assert not target.exists() or is_good(app, target)
    assert (tmp_path / "0.backup").exists()  # it had its name before the last point
    with empty_place(tmp_path / "whole", url) as place:
        most = mortal.points(tmp_path / "whole", place, "restore", good)
    again = 0
    for number in range(KILLS):
        folder = tmp_path / f"place-{number}"
        with another_place(folder, url) as place:
            assert mortal.does(folder, place, "restore", good, dice.randint(1, most)) == "killed\n"
            again += begins_again_or_is_whole(folder, place, url, good)
    record_property("figure", f"{url.partition(':')[0]}: killed {2 * KILLS} times, {again} restores began again")


def is_good(app: Flask, backup: Path) -> bool:
    """The kill came after the file had its name."""
    return restored(app, backup, "--check").exit_code == 0


def begins_again_or_is_whole(folder: Path, place: str, source: str, good: Path) -> bool:
    """Whether it has to begin again, which it can, at another database."""
    with house(folder, place) as there:
        if looks_whole(there):
            with there.app_context():
                assert log_folder().checkpoint()
                assert verify_log(without=WAITS_STILL).clean
            return False
    for leftover in folder.glob(f".egov-restore-*/{DATABASE}"):
        assert leftover.stat().st_mode & 0o077 == 0
        assert leftover.parent.stat().st_mode & 0o077 == 0
    anew = folder / "anew"
    with another_place(anew, source, folder) as another, house(anew, another) as there:
        result = restored(there, good)
        assert result.exit_code == 0, result.output
    return True
