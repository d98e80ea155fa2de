"""A process that backs up or restores, and that dies where it is told to.

Each line of its input is JSON: ``settings`` of an application, ``do`` (backup or restore), the ``file``, and a
``point``. A copy of this process does it, and is killed (SIGKILL) at that point; 0 lets it live. A point is each call
and each return in the code that writes, of the functions of the system it uses there, and each commit. It answers
``killed``, or ``lived POINTS``.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy.engine import default

from egov import create_app, disk
from egov.backup import contents, making, postgresql, restoring, snapshots
from egov.cli import backup as cli
from egov.tlog import folder
from tests.backup.house import backed_up, restored

WRITERS = {module.__file__ for module in (contents, making, postgresql, restoring, snapshots, cli, disk, folder)}
DOING: dict[str, Callable[[Flask, Path], Result]] = {"backup": backed_up, "restore": restored}


class Fate:
    """Counts the points, and kills at one of them."""

    def __init__(self, point: int) -> None:
        self.point, self.seen = point, 0

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_filename in WRITERS or (code.co_filename == default.__file__ and code.co_name == "do_commit"):
            self.seen += 1
            if self.seen == self.point:
                os.kill(os.getpid(), signal.SIGKILL)


def done_in_a_copy(settings: dict[str, Any], do: str, file: str, point: int) -> str:
    """What became of the copy."""
    child = os.fork()
    if child == 0:
        app, fate = create_app(settings), Fate(point)
        sys.setprofile(fate)
        result = DOING[do](app, Path(file))
        sys.setprofile(None)
        sys.stdout.write(f"lived {fate.seen}\n" if result.exit_code == 0 else f"failed {result.output!r}\n")
        sys.stdout.flush()
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    return "killed\n" if os.WIFSIGNALED(status) else ""


def main() -> None:
    """Answer each line until there are no more."""
    for line in sys.stdin:
        sys.stdout.write(done_in_a_copy(**json.loads(line)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
