"""Demonstrations that begin as copies of a process which has loaded the program, as that takes most of a start.

Each line of its input is JSON: the ``arguments`` of ``egov``, the environment ``env`` and the ``log`` of the copy. It
answers with the number of the copy's process. How a trainee's own start goes is seen in ``test_start.py``.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from egov.cli.main import main


@dataclass(frozen=True)
class Copy:
    """A copy at work, with what is needed of a process: it is no child of whoever asked for it."""

    pid: int

    def poll(self) -> int | None:
        """None while it lives."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def stop(self, patience: float) -> None:
        """Ask it to end, and kill it when it takes more than so many seconds."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            last_moment = time.monotonic() + patience
            with suppress(ProcessLookupError):
                os.kill(self.pid, how)
            while self.poll() is None and time.monotonic() < last_moment:
                time.sleep(0.02)


@cache
def _nursery() -> "subprocess.Popen[str]":
    """The process that is copied; it ends with this one, when its input does."""
    command, root = [sys.executable, "-m", "tests.support.nursery"], Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def born(arguments: list[str], env: dict[str, str], log: Path) -> Copy:
    """A new copy that runs ``egov`` with these arguments."""
    stdin, stdout = _nursery().stdin, _nursery().stdout
    assert stdin
    assert stdout
    stdin.write(json.dumps({"arguments": arguments, "env": env, "log": str(log)}) + "\n")
    stdin.flush()
    return Copy(int(stdout.readline()))


def _live(arguments: list[str], env: dict[str, str], log: str) -> None:
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(env)
    sys.argv[1:] = arguments
    main()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the copies
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(**json.loads(line))
            os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
