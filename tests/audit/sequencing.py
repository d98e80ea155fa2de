"""A process that sequences, and that dies where it is told to: ``python sequencing.py SETTINGS``, a line of JSON.

Each line of its input is two numbers, a point and a size. A copy of this process then sequences all that waits, and
is killed (SIGKILL) at that point; 0 lets it live. With a size it goes on from the point until it has written so many
bytes of a file, and dies there, in the middle of the write (SIGXFSZ). A point is each call and each return of the code
that writes the log, of the functions of the system it uses there, and of the statements sent to the database. It
answers ``killed``, or ``lived POINTS``.
"""

import json
import os
import resource
import signal
import sys
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy.engine import default

from egov import create_app, disk
from egov.audit import leadership, sequencer
from egov.audit.sequencer import sequence_all
from egov.tlog import folder

WRITERS = {sequencer.__file__, disk.__file__, folder.__file__, leadership.__file__}


class Fate:
    """Counts the points, and kills at one of them."""

    def __init__(self, point: int, size: int) -> None:
        self.point, self.size, self.seen = point, size, 0

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_filename in WRITERS or (code.co_filename == default.__file__ and code.co_name.startswith("do_")):
            self.seen += 1
            if self.seen == self.point and self.size:
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python would only raise an error
                resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.size))
            elif self.seen == self.point:
                os.kill(os.getpid(), signal.SIGKILL)


def sequence_in_a_copy(app: Flask, point: int, size: int = 0) -> str:
    """What became of the copy."""
    child = os.fork()
    if child == 0:
        fate = Fate(point, size)
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
        sys.stdout.write(sequence_in_a_copy(app, *map(int, line.split())))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
