"""A real server in a process of its own, as ``egov demo`` starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.databases import free_port
from tests.support.nursery import born

ROOT = Path(__file__).parents[2]
EGOV = [sys.executable, "-m", "egov.cli.main"]
SLOWEST_START, LONGEST_END = 60, 15  # seconds, on a machine that does other work at the same time


class Process(Protocol):
    """A process that may have ended."""

    def poll(self) -> int | None: ...


@dataclass(frozen=True)
class Server:
    """Where the server answers, its process, the file with what it said, and its environment."""

    url: str
    pid: int
    log: Path
    env: dict[str, str]

    def said(self) -> str:
        """All that the server wrote so far."""
        return self.log.read_text(encoding="utf-8")

    def command(self, *arguments: str) -> str:
        """Run a command of ``egov`` beside the server; what it says."""
        whole = [*EGOV, *arguments]
        return subprocess.run(whole, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True).stdout


def environment(folder: Path, database_url: str = "") -> dict[str, str]:
    """The environment of a server that keeps everything in a folder of its own."""
    own = {
        "FLASK_DATABASE_URL": database_url or f"sqlite:///{folder / 'demo.sqlite'}",
        "FLASK_KEYS_FOLDER": str(folder / "keys"),
        "FLASK_FILES_FOLDER": str(folder / "files"),
        "FLASK_LOG_FOLDER": str(folder / "log"),
        "FLASK_MAIL_FOLDER": str(folder / "outbox"),
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **own}


@contextmanager
def running_demo(folder: Path, database_url: str, root: Path = ROOT) -> Iterator[Server]:
    """The demonstration on a free port, stopped by its process id after the block; from another ``root``, of a copy."""
    env, log = environment(folder, database_url), folder / "server.log"
    if root != ROOT:
        with serving([*EGOV, "demo"], log, {**env, "PYTHONPATH": str(root)}, root) as server:
            yield server
        return
    port = free_port()
    copy = born(["demo", "--port", str(port)], env, log)
    server = Server(f"http://localhost:{port}", copy.pid, log, env)
    try:
        wait_until_it_answers(server, copy)
        yield server
    finally:
        copy.stop(LONGEST_END)


@contextmanager
def serving(command: list[str], log: Path, env: dict[str, str], cwd: Path = ROOT) -> Iterator[Server]:
    """Run a command that takes ``--port``, from when it answers until the end of the block."""
    port = free_port()
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=cwd, env=env, stdout=out, stderr=subprocess.STDOUT
        )
    server = Server(f"http://localhost:{port}", process.pid, log, env)
    try:
        wait_until_it_answers(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=LONGEST_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(server: Server, process: Process) -> None:
    """Return when the front page comes; fail with the server's own words when it ends or takes too long."""
    last_moment = time.monotonic() + SLOWEST_START
    while time.monotonic() < last_moment:
        assert process.poll() is None, f"the server ended: {server.said()}"
        try:
            with urlopen(server.url, timeout=10) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"the server does not answer: {server.said()}")
