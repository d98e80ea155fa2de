"""While the code of a service is tried it writes no file, speaks to no network and starts nothing: Python itself asks
us before each of these (PEP 578)."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# How the names of such events begin, and what the code would do.
OUTSIDE = {
    "socket.": "speak to a network",
    "http.client.": "speak to a network",
    "smtplib.": "send a letter by itself",
    "subprocess.": "start another program",
    "os.system": "start another program",
    "os.exec": "start another program",
    "os.posix_spawn": "start another program",
    "os.fork": "start another program",
    "sqlite3.connect": "open another database",
    "shutil.": "change a file",
    "os.remove": "change a file",
    "os.rename": "change a file",
    "os.mkdir": "change a file",
    "os.rmdir": "change a file",
    "os.truncate": "change a file",
    "os.link": "change a file",
    "os.symlink": "change a file",
}
HARMLESS = {"socket.__new__", "sqlite3.connect/handle"}  # before one connects, and after a database in memory is open

_is_up: ContextVar[bool] = ContextVar("fence", default=False)


class ReachesOut(OSError):
    """The code would do what cannot be taken back when the step fails."""

    def __init__(self, deed: str) -> None:
        super().__init__(f"it would {deed}, which nobody can take back. Keep it in a register, and do it from there")


@contextmanager
def fence() -> Iterator[None]:
    """Code in this block raises ReachesOut where it would change something outside of this process."""
    _watch()
    before = _is_up.set(True)
    try:
        yield
    finally:
        _is_up.reset(before)


@cache
def _watch() -> None:
    """Once a process: a hook cannot be taken out again, and looks the other way where no fence is up."""
    sys.addaudithook(_ask)


def _ask(event: str, values: tuple[Any, ...]) -> None:
    if _is_up.get():
        if event == "open" and _writes(*values):
            raise ReachesOut("write a file")
        deed = next((deed for beginning, deed in OUTSIDE.items() if event.startswith(beginning)), "")
        if deed and event not in HARMLESS and values[:1] != (":memory:",):
            raise ReachesOut(deed)


def _writes(_path: object, mode: str | None, flags: int) -> bool:
    return bool(set(mode or "") & set("wax+")) or bool(mode is None and flags & WRITING)
