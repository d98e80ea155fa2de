"""A trainee's own copy with a demonstration in it, its worker, and the code and commands of the lessons."""

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from egov.course.documents import LESSONS
from tests.cli.copies import Copy, copy_to

FENCE = re.compile(r"^ *```\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
# Begins every piece of a story that is played in the copy: its application, and a robot at a service of it.
PLAY = """
import sys
from egov import create_app
from egov.cli.database import upgrade_database
from egov.cli.seed import seed_demo
from tests.support.robot import Robot
from tests.support.visitor import Visitor

app = create_app({"RATELIMIT_ENABLED": False, "BASE_URL": "http://localhost", "TESTING": True})
amina, omar = (lambda: Visitor(app).sign_in("amina")), (lambda: Visitor(app).sign_in("omar"))
"""


def blocks_of(lesson: str) -> list[str]:
    """What stands between its fences, without the indentation of its list: code to write, commands to type."""
    found = FENCE.findall((LESSONS / f"{lesson}.md").read_text(encoding="utf-8"))
    return ["".join(line[3:] if line.startswith("   ") else line for line in block.splitlines(True)) for block in found]


def commands_of(lesson: str) -> list[list[str]]:
    """The commands of a lesson, without ``egov`` before them."""
    lines = (line for block in blocks_of(lesson) for line in block.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("egov ")]


@contextmanager
def classroom(folder: Path) -> Iterator[Copy]:
    """The copy, with a demonstration and its worker at work."""
    copied = copy_to(folder)
    ours = Copy(copied.root, {"FLASK_DEMO": "1", "FLASK_BACKUP_PASSPHRASE": "a passphrase of the classroom"})
    played(ours, "with app.app_context():\n    upgrade_database(); seed_demo()")
    worker = subprocess.Popen(
        [sys.executable, "-m", "egov.cli.main", "worker"], cwd=ours.root, env=ours.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield ours
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)


def played(ours: Copy, story: str) -> str:
    """What a piece of a story prints, played in the copy with its own code."""
    done = ours.python("-c", f"{PLAY}\n{story}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def checked(ours: Copy, lesson: int, of: str = "") -> list[str]:
    """What ``egov course`` calls missing; nothing once all of it was seen."""
    told = ours.egov("course", str(lesson), *([of] if of else []))
    missing = [line.removeprefix("missing").strip() for line in told.stdout.splitlines() if line.startswith("missing")]
    assert told.returncode == int(bool(missing)), told.stdout + told.stderr
    assert missing or "All of it was seen" in told.stdout
    return missing
