"""The demonstration, mortal: ``python mortal.py PORT POINTS LOG``.

Each line of its input is a number and the kind of points that it counts: the words with which their description
begins, or ``any``. A copy of this process then serves the demonstration, numbers every point at which a process can
die, and is killed (SIGKILL) at that one; 0 lets it live. It answers ``born PID``, and later ``killed`` or
``ended CODE``. The file POINTS tells all points of a life.
"""

import os
import signal
import sys
from pathlib import Path
from threading import Lock, current_thread
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from egov.cli.demo import demo

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
FILES = {"os.rename", "os.link", "os.remove", "os.mkdir", "sqlite3.connect"}
CALLS = {"socket.connect", "socket.bind"}


class Fate:
    """Numbers the points of a life, and kills at one of them."""

    def __init__(self, kind: str, number: int, points: Path) -> None:
        self.kind, self.number, self.seen = kind, number, 0
        self.told = os.open(points, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self.lock = Lock()

    def reach(self, kind: str, what: str) -> None:
        """This thread has come to a point."""
        point = f"{kind} {current_thread().name.partition('-')[0]} {' '.join(what.split())[:70]}"
        with self.lock:
            os.write(self.told, f"{point}\n".encode())
            self.seen += self.kind == "any" or point.startswith(self.kind)
            if self.seen == self.number:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Look at all that this process does from now on: before each statement, before and after each commit, before
        each file is written and gets its name, and before each call to another process."""
        event.listen(Engine, "before_cursor_execute", lambda _c, _cursor, words, *_more: self.reach("statement", words))
        event.listen(Engine, "commit", lambda _connection: self.reach("before-commit", ""))
        event.listen(Session, "after_commit", lambda _session: self.reach("after-commit", ""))
        sys.addaudithook(self.hear)

    def hear(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name in FILES or (name == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING):
            self.reach("file", f"{name} {arguments[0]}")
        elif name in CALLS:
            self.reach("call", f"{name} {arguments[1]}")


def live(kind: str, number: int, port: str, points: Path) -> None:
    """Serve until killed."""
    fate = Fate(kind, number, points)
    fate.seen = fate.seen if number else 1  # 0 is never reached
    fate.watch()
    demo.main(["--port", port], standalone_mode=False)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Begin a life for each line, one after the other."""
    port, points, log = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    for line in sys.stdin:
        number, kind = line.strip().split(" ", 1)
        child = os.fork()
        if child == 0:
            out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(out, 1)
            os.dup2(out, 2)
            live(kind, int(number), port, points)
            os._exit(1)
        say(f"born {child}")
        _child, status = os.waitpid(child, 0)
        say("killed" if os.WIFSIGNALED(status) else f"ended {os.WEXITSTATUS(status)}")


if __name__ == "__main__":
    main()
