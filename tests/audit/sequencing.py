"""A process that sequences, and that dies where it is told to: ``python sequencing.py SETTINGS``, a line of JSON.

Each line of its input is a number. A copy of this process then sequences all that waits, and is killed (SIGKILL) at
that point; 0 lets it live. A point is each call and each return of the code that writes the log, of the functions of
the system it uses there, and of the statements sent to the database. It answers ``killed``, or ``lived POINTS``.
"""

import json
import os
import signal
import sys
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy.engine import default

from egov import create_app
from egov.audit import leadership, log_folder, sequencer
from egov.audit.sequencer import sequence_all

WRITERS = {sequencer.__file__, log_folder.__file__, leadership.__file__}


class Fate:
    """Counts the points, and kills at one of them."""

    def __init__(self, point: int) -> None:
        self.point, self.seen = point, 0

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_filename in WRITERS or (code.co_filename == default.__file__ and code.co_name.startswith("do_")):
            self.seen += 1
            if self.seen == self.point:
                os.kill(os.getpid(), signal.SIGKILL)


def sequence_in_a_copy(app: Flask, point: int) -> str:
    """What became of the copy."""
    child = os.fork()
    if child == 0:
        fate = Fate(point)
        with app.app_context():
            sys.setprofile(fate)
            sequence_all()
            sys.setprofile(None)
        sys.stdout.write(f"lived {fate.seen}\n")
        sys.stdout.flush()
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    return "killed\n" if os.WIFSIGNALED(status) else "" if os.WEXITSTATUS(status) == 0 else "failed\n"


def main() -> None:
    """Answer each line until there are no more."""
    app = create_app(json.loads(sys.argv[1]))
    for line in sys.stdin:
        sys.stdout.write(sequence_in_a_copy(app, int(line)))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
