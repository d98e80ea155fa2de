"""Many people at once: ``python -m benchmarks.seats [--people 30] [--minutes 2] [--pause 5] [DATABASE_URL]``.

Nine of ten are citizens, who sign in, read, apply for a dog licence, pay and look at their case, again and again; one
of ten is an officer, who takes cases from the queue and approves them. Each is a person of his own and rests before
each page, ``--pause`` seconds on average. Without a URL one process serves them all from SQLite, as in a seminar; with
the URL of PostgreSQL gunicorn serves them with three processes, and ``egov worker`` runs beside it.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from threading import Thread

from benchmarks.browsing import Browser, Egov
from benchmarks.over_http import EGOV, PORTS, background, served, settings_in
from benchmarks.town import make_town

PORT = PORTS["egov"]
WALK = Egov()
KEPT_OPEN = 2.0  # seconds
REFERENCE = re.compile(r'href="/office/([A-Z]+-[^"]+)"')


class Over(Exception):
    """The time is over, in the middle of an errand."""


class Seat(Browser):
    """A browser whose person rests before each page until the end, and that writes down how long each answer took."""

    def __init__(self, number: int, pause: float, end: float) -> None:
        super().__init__(PORT, f"10.5.{number // 250}.{number % 250 + 1}")
        self.pause, self.end, self.chance = pause, end, random.Random(number)  # noqa: S311 - nothing secret
        self.read: list[float] = []
        self.written: list[float] = []

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[int, str]:
        rest = self.chance.expovariate(1 / self.pause)
        time.sleep(rest)
        if rest > KEPT_OPEN:
            self.connection.close()  # as the server does meanwhile; a browser opens another one by itself
        if time.monotonic() > self.end:
            raise Over
        began = time.perf_counter()
        answer = super()._ask(method, path, fields)
        (self.read if method == "GET" else self.written).append(time.perf_counter() - began)
        return answer


class Person(Thread):
    """Somebody who works until the end, and notes what went wrong."""

    def __init__(self, name: str, number: int, pause: float, end: float) -> None:
        super().__init__(name=name, daemon=True)
        self.seat = Seat(number, pause, end)
        self.done, self.problems = 0, list[str]()

    def run(self) -> None:
        while True:
            try:
                self.work()
            except Over:
                return
            except (RuntimeError, OSError, HTTPException) as problem:
                self.problems.append(f"{self.name}: {problem}"[:100])

    def work(self) -> None:
        """One errand, from signing in to signing out."""
        WALK.sign_in(self.seat, self.name)
        if self.name.startswith("citizen"):
            self.apply()
        else:
            self.decide()

    def apply(self) -> None:
        """A licence for a dog, paid for."""
        self.seat.open("/")
        reference = WALK.submit(self.seat, WALK.apply(self.seat))
        WALK.pay(self.seat, reference)
        self.seat.open("/my")
        self.done += 1

    def decide(self) -> None:
        """Take any case of the first page and approve it, twenty times; somebody else may have been faster."""
        for _case in range(20):
            waiting = sorted(set(REFERENCE.findall(self.seat.open("/office"))))
            if waiting:
                reference = self.seat.chance.choice(waiting)
                self.seat.open(f"/office/{reference}")
                if self.took(reference):
                    self.seat.send(f"/office/{reference}/steps/approve")
                    self.done += 1

    def took(self, reference: str) -> bool:
        """Claim the case; False when it is somebody else's by now, which the page says."""
        try:
            self.seat.send(f"/office/{reference}/claim")
        except RuntimeError as problem:
            if " answered 409" in str(problem):
                return False
            raise
        return True


@contextmanager
def serving(url: str, env: dict[str, str]) -> Iterator[None]:
    """One process on SQLite; on PostgreSQL the worker and gunicorn with three processes."""
    with served("egov", [*EGOV, "demo", "--port", str(PORT)], WALK, env):
        if not url:
            yield
    if url:
        gunicorn = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "egov.app:create_app()"]
        with background([*EGOV, "worker"], env), served("egov", gunicorn, WALK, env):
            yield


def environment(folder: Path, url: str, people: int) -> dict[str, str]:
    """The settings of a town where all these people live."""
    officers = max(1, people // 10)
    make_town(folder / "town", people - officers, officers)
    own = settings_in(folder, url)
    own |= {"FLASK_COUNTRY": str(folder / "town"), "FLASK_TRUSTED_PROXIES": "1", "FLASK_DEMO": "1"}
    own |= {"FLASK_BASE_URL": f"http://localhost:{PORT}", "FLASK_PAYMENT_PROVIDERS": '["demo"]'}
    own |= {"EGOV_BIND": f"127.0.0.1:{PORT}", "WEB_CONCURRENCY": "3", "EGOV_THREADS": "8"}
    return own


def at(times: list[float], share: float) -> float:
    """The time in ms that this share of all answers kept below."""
    return sorted(times)[int(share * (len(times) - 1))] * 1e3


def main(people: int, minutes: float, pause: float, url: str) -> None:
    """Let them work, and print what they saw."""
    folder = Path(tempfile.mkdtemp())
    with serving(url, environment(folder, url, people)):
        end = time.monotonic() + minutes * 60
        officers = max(1, people // 10)
        names = [f"citizen{n + 1}" for n in range(people - officers)] + [f"officer{n + 1}" for n in range(officers)]
        all_of_them = [Person(name, number, pause, end) for number, name in enumerate(names)]
        for person in all_of_them:
            person.start()
        for person in all_of_them:
            person.join()
    report(all_of_them, minutes)


def report(people: list[Person], minutes: float) -> None:
    """The table, and each problem in a line."""
    problems = [problem for person in people for problem in person.problems]
    say = sys.stdout.write
    for what in ("read", "written"):
        times = [took for person in people for took in getattr(person.seat, what)]
        say(f"{what:<8} {len(times):7} answers, {len(times) / minutes / 60:6.1f} a second")
        say(f", median {at(times, 0.5):6.0f} ms, p95 {at(times, 0.95):6.0f} ms, p99 {at(times, 0.99):6.0f} ms\n")
    say(f"{len(people)} people, {sum(person.done for person in people)} errands done, {len(problems)} errors\n")
    say("".join(f"  {problem}\n" for problem in problems[:10]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--pause", type=float, default=5)
    parser.add_argument("url", nargs="?", default="")
    asked = parser.parse_args()
    main(asked.people, asked.minutes, asked.pause, asked.url)
