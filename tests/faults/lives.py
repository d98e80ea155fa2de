"""A server with many lives: killed where it is told to, and started again on the same database, files and port."""

import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.support.databases import free_port
from tests.support.server import ROOT, environment

GOLDEN = 0.6180339887  # Its multiples spread evenly over all points, however many kills there are.
LONGEST_START = 30.0  # seconds, on a machine that does other work at the same time


@dataclass
class Plan:
    """At which points of which kind the lives end, until there were so many kills."""

    kills: int = 0
    points: int = 0
    kind: str = "any"
    given: int = 0

    def next(self) -> int:
        """The number at which the next life ends."""
        self.given += 1
        return 1 + int(self.given * GOLDEN % 1 * self.points)


@dataclass
class Lives:
    """The lives of a server. ``deaths`` counts how often it died at which kind of point.

    A life begins as a copy of a process that has loaded its modules already. ``slowest_start`` is the longest time
    from there to the first answer, ``busiest_start`` the same in processor time, which no other work on the machine
    changes; both in seconds.
    """

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    plan: Plan = field(default_factory=Plan)
    pid: int = 0
    slowest_start: float = 0.0
    busiest_start: float = 0.0
    deaths: Counter[str] = field(default_factory=Counter)
    last_words: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def is_over(self) -> bool:
        """Whether it was killed as often as planned."""
        return self.deaths.total() >= self.plan.kills

    def points(self) -> list[str]:
        """The points of this life so far."""
        return (self.folder / "points").read_text(encoding="utf-8", errors="replace").splitlines()

    def begin(self) -> None:
        """Start the server, again where it dies while it starts, until it answers."""
        while True:
            self._tell(f"{0 if self.is_over else self.plan.next()} {self.plan.kind}")
            self.pid = int(self._hear().removeprefix("born "))
            if self._answers():
                return

    def go_on(self) -> None:
        """There was no answer: if the server is dead it is started again; otherwise it fails."""
        ready, _, _ = select.select([self.process.stdout], [], [], 5)
        assert ready, f"no answer, and the server lives: {self.said()}"
        self._bury()
        self.begin()

    def end(self) -> None:
        """Kill the server, if it lives."""
        if self.pid:
            with suppress(ProcessLookupError):  # it came to its point in this very moment
                os.kill(self.pid, signal.SIGKILL)
            self.pid = 0
            self._hear()

    def said(self) -> str:
        """The last that the server wrote."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def _answers(self) -> bool:
        began = time.monotonic()
        while time.monotonic() < began + LONGEST_START:
            if select.select([self.process.stdout], [], [], 0.03)[0]:
                self._bury()
                return False
            try:
                if requests.get(f"{self.url}/log/policy", timeout=10, headers={"Connection": "close"}).ok:
                    self._note_start(began)
                    return True
            except requests.RequestException:
                continue
        raise AssertionError(f"the server does not answer: {self.said()}")

    def _note_start(self, began: float) -> None:
        self.slowest_start = max(self.slowest_start, time.monotonic() - began)
        ticks = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]  # proc(5)
        self.busiest_start = max(self.busiest_start, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))

    def _bury(self) -> None:
        how, self.pid = self._hear(), 0
        assert how == "killed", f"the server {how}: {self.said()}"
        self.last_words.append(self.points()[-1])
        self.deaths[self.last_words[-1].split(" ")[0]] += 1

    def _tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().decode().strip()


@contextmanager
def lives(folder: Path, database_url: str, root: Path = ROOT) -> Iterator[Lives]:
    """A server that can be started; ``root`` is where its code lies."""
    port = free_port()
    program = [sys.executable, str(root / "tests" / "faults" / "mortal.py")]
    arguments = [str(port), str(folder / "points"), str(folder / "server.log")]
    env = {**environment(folder, database_url), "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [*program, *arguments], cwd=root, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        server = Lives(folder, port, process)
        try:
            yield server
        finally:
            assert process.stdin
            server.end()
            process.stdin.close()
