"""What this costs against the floor, over HTTP: ``python -m benchmarks.over_http [DATABASE_URL FLOOR_URL]``.

Both applications are served by the same server (waitress, one process, eight threads) on the same kind of database, and
take turns. Without URLs both use a SQLite file. Two citizens at a time walk the whole way of a dog licence from
signing in to the certificate, eight submit at once (four people, two windows each), one reads pages. A rate of 1.00 is
the floor's.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.browsing import Browser, Egov, Floor

ROUNDS, CASES, PAGES = 5, 12, 40
EGOV = ["-m", "egov.cli.main"]
CITIZENS = ("amina", "bilal", "sam", "hiwot")
PORTS = {"egov": 5181, "floor": 5182}
# What somebody opens who is signed in or not: its address here, and at the floor.
PAGES_OF = {
    "status page": (True, "/cases/{reference}", "/cases/{reference}"),
    "start page of a service": (True, "/services/dog_licence", "/bare"),
    "catalogue": (True, "/", "/bare"),
    "start page, not signed in": (False, "/services/dog_licence", "/bare"),
    "catalogue, not signed in": (False, "/", "/bare"),
}


@dataclass(frozen=True)
class Side:
    """One of the two applications: where it is, how one walks through it, and its process."""

    port: int
    walk: Egov
    pid: int


@contextmanager
def served(name: str, command: list[str], walk: Egov, env: dict[str, str]) -> Iterator[Side]:
    """The application from its first answer until the end of the block."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([sys.executable, *command], env={**os.environ, **env}, stdout=log, stderr=log)
        try:
            _wait(PORTS[name])
            yield Side(PORTS[name], walk, process.pid)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def background(command: list[str], env: dict[str, str]) -> Iterator[None]:
    """A process that nobody asks anything."""
    whole = {**os.environ, **env}
    process = subprocess.Popen([sys.executable, *command], env=whole, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def settings_in(folder: Path, url: str = "") -> dict[str, str]:
    """The environment of an installation that keeps everything in this folder; without a URL its database, too. It has
    the memory that ``start.py`` and ``deploy/egov.env`` give it."""
    own = {f"FLASK_{name}_FOLDER": str(folder / name.lower()) for name in ("KEYS", "FILES", "LOG", "MAIL")}
    return own | {"FLASK_DATABASE_URL": url or f"sqlite:///{folder / 'egov.sqlite'}", "MALLOC_ARENA_MAX": "2"}


def _wait(port: int) -> None:
    for _try in range(300):
        try:
            Browser(port)._ask("GET", "/verify", None)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {port}")


def whole_case(side: Side, number: int, officer: Browser, name: str = "amina") -> int:
    """One citizen's way from signing in to the certificate; how many requests he made."""
    citizen = Browser(side.port, f"10.1.{number // 250}.{number % 250}")
    side.walk.sign_in(citizen, name)
    reference = side.walk.submit(citizen, side.walk.apply(citizen))
    side.walk.pay(citizen, reference)
    side.walk.decide(officer, reference)
    side.walk.certificate(citizen, reference)
    return citizen.requests


def cases_a_second(side: Side, start: int) -> float:
    """Two at a time, each with an officer of his own, who stays signed in."""

    def one_after_the_other(which: int) -> None:
        officer = Browser(side.port, f"10.2.0.{which}")
        side.walk.sign_in(officer, "omar")
        for number in range(CASES // 2):
            whole_case(side, start + which * CASES + number, officer, CITIZENS[which])

    began = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one_after_the_other, range(2)))
    return CASES / (time.perf_counter() - began)


def submissions(side: Side, start: int) -> list[float]:
    """Seconds of each of 64 submissions, eight at once; everything before the last button is done beforehand."""
    ready = []
    for number in range(64):
        citizen = Browser(side.port, f"10.3.{(start + number) // 250}.{(start + number) % 250}")
        side.walk.sign_in(citizen, CITIZENS[number % len(CITIZENS)])
        ready.append((citizen, side.walk.apply(citizen)))

    def submit(one: tuple[Browser, str]) -> float:
        began = time.perf_counter()
        side.walk.submit(*one)
        return time.perf_counter() - began

    with ThreadPoolExecutor(8) as pool:
        began = time.perf_counter()
        took = list(pool.map(submit, ready))
        return [time.perf_counter() - began, *took]


def pages_of(side: Side, which: int) -> dict[str, Callable[[], object]]:
    """How each page is opened, by somebody who has opened the other ones before."""
    citizen, guest = Browser(side.port, "10.4.0.1"), Browser(side.port, "10.4.0.2")
    side.walk.sign_in(citizen, "amina")
    reference = side.walk.submit(citizen, side.walk.apply(citizen))
    return {
        name: partial(citizen.open if signed_in else guest.open, paths[which].format(reference=reference))
        for name, (signed_in, *paths) in PAGES_OF.items()
    }


def _median(ask: Callable[[], object]) -> float:
    times = []
    for _page in range(PAGES):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e3


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def measured(sides: dict[str, Side]) -> dict[str, dict[str, float]]:
    """All figures by what they are, for both sides."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    sent: dict[str, list[list[float]]] = {name: [] for name in sides}
    for turn in range(ROUNDS):
        for name, side in sides.items():
            rates[name].append(cases_a_second(side, turn * 100))
            sent[name].append(submissions(side, turn * 64))
    asked = {name: pages_of(side, which) for which, (name, side) in enumerate(sides.items())}
    times = [
        {what: {name: _median(asked[name][what]) for name in sides} for what in PAGES_OF} for _turn in range(ROUNDS)
    ]
    found = {"whole case, cases a second": {name: statistics.median(rates[name]) for name in sides}}
    found["submitting, requests a second"] = {
        name: statistics.median(64 / turn[0] for turn in sent[name]) for name in sides
    }
    found["submitting, p99 in ms"] = {
        name: statistics.median(sorted(turn[1:])[63] for turn in sent[name]) * 1e3 for name in sides
    }
    for what in PAGES_OF:
        found[f"{what}, ms"] = {name: statistics.median(turn[what][name] for turn in times) for name in sides}
    found["memory in MB"] = {name: resident(side.pid) for name, side in sides.items()}
    return found


def main(url: str, floor_url: str) -> None:
    """Print the table, and write it beside as JSON."""
    folder = Path(tempfile.mkdtemp())
    own = settings_in(folder, url) | {"FLASK_TRUSTED_PROXIES": "1"}
    floor_url = floor_url or f"sqlite:///{folder / 'floor.sqlite'}"
    with ExitStack() as stack:
        egov = [*EGOV, "demo", "--port", str(PORTS["egov"])]
        floor = ["-m", "benchmarks.floor", str(PORTS["floor"]), floor_url]
        sides = {
            "egov": stack.enter_context(served("egov", egov, Egov(), own)),
            "floor": stack.enter_context(served("floor", floor, Floor(), {})),
        }
        found = measured(sides)
    for what, of in found.items():
        sys.stdout.write(f"{what:<32} {of['egov']:9.1f} {of['floor']:9.1f}   ratio {of['egov'] / of['floor']:.2f}\n")
    database = (url or "sqlite").partition(":")[0].partition("+")[0]
    Path("benchmarks/results").mkdir(exist_ok=True)
    Path(f"benchmarks/results/http-{database}.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(sys.argv[1:3] if len(sys.argv) > 2 else ("", "")))
