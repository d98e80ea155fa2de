"""A machine in a folder: what a page of the runbook tells to do is done in it, by real commands and real processes."""

import os
import re
import shlex
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.scale.profile import until
from tests.support.server import ROOT

PAGES = ROOT / "docs" / "operating"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OF_THE_MACHINE = {"/opt", "/etc", "/var/lib", "/var/backups", "/run"}
SLOWEST = 300  # seconds, where a machine does much else
UNITS = {"egov-web": "egov-web.service", "egov-worker@1": "egov-worker@.service"}
# What belongs to a whole machine: packages, users, other machines. Databases and units are done all the same.
NOT_TRIED = {"apt-get", "useradd", "usermod", "chown", "rsync", "ln", "install"}


class Block(NamedTuple):
    """A piece of a page: ``sh``, which is tried as it stands, or ``console``."""

    language: str
    words: str


def blocks_of(page: str) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall((PAGES / f"{page}.md").read_text(encoding="utf-8"))]


@dataclass
class Machine:
    """Where everything lies under ``root``; ``changes``: what the pages say, and what it is here."""

    root: Path
    changes: dict[str, str]
    create_database: Callable[[str], None]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)

    def here(self, words: str) -> str:
        """The words of a page, with the places of this machine."""
        for theirs, ours in self.changes.items():
            words = words.replace(theirs, ours)
        return re.sub(rf"(?<![\w.])({'|'.join(OF_THE_MACHINE)})/(egov|cron\.d)", rf"{self.root}\1/\2", words)

    def follow(self, page: str) -> str:
        """Do what a page says, from top to bottom; what it printed. A block with the doctor may end with 1."""
        printed = ""
        for block in blocks_of(page):
            if block.language == "sh":
                allowed = {0, 1} if block.words.rstrip().endswith("egov doctor") else {0}
                printed += self._tried(block.words, allowed)
            else:
                for line in block.words.splitlines():
                    self._console(line)
        return printed

    def stop(self, unit: str) -> None:
        process = self.running.pop(unit)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SLOWEST) in (0, -signal.SIGTERM), f"{unit}: {self.log_of(unit)}"

    def log_of(self, unit: str) -> str:
        return (self.root / f"{unit}.log").read_text(encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """That of a fresh shell, in which Python also finds the libraries of the tests: so pip need fetch none."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        own = {"PYTHONPATH": str(self.root / "libraries"), "PIP_NO_BUILD_ISOLATION": "false", "PIP_NO_INDEX": "1"}
        return {**kept, **own, "EGOV_BIND": f"unix:{self.root}/run/egov/web.sock"}

    def _tried(self, words: str, allowed: set[int]) -> str:
        script = f"set -eu\n{self.here(words)}"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.root, env=self.environment(), check=False, capture_output=True, text=True
        )
        assert done.returncode in allowed, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _console(self, line: str) -> None:
        words = shlex.split(line)
        if words[0] == "systemctl":
            self._systemctl(words[1], [unit for unit in words[2:] if unit in UNITS])
        elif "createdb" in words:
            self.create_database(words[-1])
        else:
            assert words[0] in NOT_TRIED or "psql" in words, f"try this, or say why not: {line}"

    def _systemctl(self, what: str, units: list[str]) -> None:
        for unit in units:
            if what in ("stop", "restart"):
                self.stop(unit)
            if what in ("start", "restart", "enable"):
                self._start(unit)
        for unit in self.running:
            until(lambda unit=unit: self._works(unit), f"{unit} at work", seconds=SLOWEST)

    def _works(self, unit: str) -> bool:
        """Whether the pages answer, or the worker has begun something."""
        assert self.running[unit].poll() is None, self.log_of(unit)
        if unit == "egov-web":
            ask = ["curl", "--silent", "--fail", "--unix-socket", f"{self.root}/run/egov/web.sock", "http://l/healthz"]
            return subprocess.run(ask, check=False, capture_output=True).returncode == 0
        beat = self.root / "var" / "lib" / "egov" / "log" / ".worker"
        return beat.exists() and beat.stat().st_mtime > self.started[unit]

    def _start(self, unit: str) -> None:
        """What the unit starts, with the settings of the machine; its folder in /run is new."""
        (self.root / "run" / "egov").mkdir(parents=True, exist_ok=True)
        text = (ROOT / "deploy" / "systemd" / UNITS[unit]).read_text(encoding="utf-8")
        [command] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        command = command.replace(
            "/bin/gunicorn", "/bin/python -m gunicorn"
        )  # it lies among the libraries of the tests
        shell = self.here(f". /etc/egov/shell; cd /opt/egov; exec {command}")
        self.started[unit] = time.time()
        with (self.root / f"{unit}.log").open("ab") as log:
            self.running[unit] = subprocess.Popen(
                ["bash", "-c", shell], env=self.environment(), stdout=log, stderr=subprocess.STDOUT
            )


@contextmanager
def machine_in(root: Path, changes: dict[str, str], create_database: Callable[[str], None]) -> Iterator[Machine]:
    """A fresh machine; its processes end with the block, by their ids."""
    libraries = root / "libraries"
    libraries.mkdir(parents=True)
    (libraries / "sitecustomize.py").write_text(f"import sys\nsys.path.insert(0, {sysconfig.get_path('purelib')!r})\n")
    for folder in ("opt", "etc/cron.d", "var/lib", "var/backups"):
        (root / folder).mkdir(parents=True)
    machine = Machine(root, changes, create_database)
    try:
        yield machine
    finally:
        for process in machine.running.values():
            process.terminate()
        for process in machine.running.values():
            process.wait(timeout=SLOWEST)
