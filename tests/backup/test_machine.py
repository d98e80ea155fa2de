"""What the machine lacks: room on its disk, and the programs of PostgreSQL. It is told, and nothing half is left."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from egov.backup.postgresql import DEBIAN
from tests.backup.house import PASSPHRASE, backed_up, empty_place, house, restored
from tests.faults.test_below_us import empty, fill, small_disk
from tests.support.robot import Robot
from tests.support.server import EGOV, ROOT, environment
from tests.support.visitor import Visitor

ROOM = 96 * 1024  # bytes: for a beginning, and for no more
HIDDEN = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'  # in a name space of its own, which ends with the command


def leave_room(disk: Path) -> None:
    """Fill a disk, all but a little."""
    fill(disk)
    filler = disk / "filler"
    os.truncate(filler, filler.stat().st_size - ROOM)


def test_a_full_disk_is_told_and_nothing_is_left_on_it(app: Flask, tmp_path: Path) -> None:
    app.config["BACKUP_PASSPHRASE"] = PASSPHRASE
    Robot(app, "building_permit").apply(Visitor(app).sign_in("amina"))
    with small_disk(tmp_path / "disk") as disk:
        leave_room(disk)
        result = backed_up(app, disk / "it.backup")
        assert (result.exit_code, [*disk.iterdir()]) == (1, [disk / "filler"])
        told("No backup was made. ", result.output)
        empty(disk)
        assert backed_up(app, disk / "it.backup").exit_code == 0
        with empty_place(disk / "place", app.config["DATABASE_URL"]) as place, house(disk / "place", place) as there:
            there.config["MAIL_FOLDER"] = str(tmp_path / "outbox")
            fill(disk)
            result = restored(there, disk / "it.backup")
            assert result.exit_code == 1
            told("The backup was not restored. ", result.output)
            empty(disk)
            assert restored(there, disk / "it.backup").exit_code == 0


def told(beginning: str, output: str) -> None:
    """One sentence about the disk, without a traceback."""
    assert output.startswith(beginning), output
    assert "No space left" in output or "full" in output or "cannot be read or kept" in output, output
    assert "Traceback" not in output


@pytest.mark.postgresql
def test_pg_dump_that_is_missing_or_older_than_the_server_is_told(postgresql: str, tmp_path: Path) -> None:
    """On a machine where Debian's folder of PostgreSQL is empty, which this process alone sees."""
    hidden, programs = tmp_path / "hidden", tmp_path / "programs"
    hidden.mkdir()
    programs.mkdir()
    hiding = ["unshare", "--mount", "sh", "-c", HIDDEN, "sh", str(hidden), str(DEBIAN)]
    if shutil.which("unshare") is None or subprocess.run([*hiding, "true"], check=False).returncode:
        pytest.skip("this user may not hide a folder")
    env = environment(tmp_path, f"{postgresql}/template_demo") | {"FLASK_BACKUP_PASSPHRASE": PASSPHRASE}

    def said() -> str:
        command = [*hiding, *EGOV, "backup", str(tmp_path / "it.backup")]
        ours = env | {"PATH": f"{programs}:{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=ROOT, env=ours, check=False, capture_output=True, text=True)
        assert (done.returncode, (tmp_path / "it.backup").exists()) == (1, False)
        return done.stderr

    cure = "Debian: apt-get install postgresql-client"
    assert "No backup was made. The program pg_dump is missing. " in said()
    assert cure in said()
    (programs / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    (programs / "pg_dump").chmod(0o755)
    older = said()
    assert "The program pg_dump is of version 9, and the server of " in older
    assert cure in older
