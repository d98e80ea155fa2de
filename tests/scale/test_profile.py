"""The whole profile from nothing: PostgreSQL, Redis, nginx, two web workers, a job worker. A citizen walks through."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from redis import Redis
from sqlalchemy import create_engine, text

from egov import create_app
from tests.notifications.post_office import MailServer
from tests.operating.collector import Collector, collecting
from tests.scale.far import HOME, Line, far_visitor
from tests.scale.profile import (
    GUNICORN,
    Ports,
    missing_programs,
    nginx,
    process,
    redis_server,
    until,
)
from tests.support.databases import free_port, postgresql_programs, postgresql_server
from tests.support.robot import Robot
from tests.support.server import EGOV, ROOT

FLASK = [sys.executable, "-m", "flask", "--app", "egov"]
OFFICER = {
    "identifier": "5281948211",
    "name": "Omar Salim",
    "born": "1980-04-02",
    "username": "omar",
    "role": "officer",
    "service": "*",
    "office": "harbour-licensing",
    "password": "a long way to the harbour",
}
LIMITED = "/verify?number=1"  # a page with a limit
TOKEN = "a long way to the harbour and back again"
ABOUT_THE_CITIZEN = ("amina", "lighthouse", "quokka")
LOGS = ("web.log", "worker.log", "nginx.log", "nginx-errors.log", "egov.log", "egov-errors.log")


@dataclass
class House:
    """The running profile: where it is reached, its folder, its processes, its mail."""

    folder: Path
    ports: Ports
    database_url: str
    mail: MailServer
    collector: Collector
    collector_url: str
    parts: dict[str, subprocess.Popen[bytes]]

    @property
    def url(self) -> str:
        return f"https://localhost:{self.ports.https}"

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    def settings(self) -> dict[str, str]:
        """The environment of each process of ours: as in deploy/egov.env, with the places of the test."""
        password = self.folder / "database-password"
        password.write_text("nobody is asked for it here\n")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")}
        return {
            **kept,
            "FLASK_BASE_URL": self.url,
            "FLASK_DATABASE_URL": self.database_url,
            "FLASK_DATABASE_PASSWORD_FILE": str(password),
            "FLASK_RATELIMIT_STORAGE_URI": f"redis://127.0.0.1:{self.ports.redis}/0",
            "FLASK_TRUSTED_PROXIES": "1",
            "FLASK_FILES_FOLDER": str(self.folder / "files"),
            "FLASK_KEYS_FOLDER": str(self.folder / "keys"),
            "FLASK_LOG_FOLDER": str(self.folder / "log"),
            "FLASK_SMTP_URL": self.mail.url,
            "FLASK_METRICS_TOKEN": TOKEN,
            "FLASK_METRICS_FOLDER": str(self.folder / "metrics"),
            "FLASK_TELEMETRY_URL": self.collector_url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",  # milliseconds until spans are sent
            "EGOV_BIND": f"unix:{self.folder}/web.sock",
            "WEB_CONCURRENCY": "2",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, *command: str) -> None:
        """Run a command beside the house; it must end well."""
        ended = subprocess.run(command, cwd=ROOT, env=self.settings(), check=False, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr

    def counters(self) -> list[str]:
        """What Redis counts."""
        with Redis(port=self.ports.redis) as redis:
            return [key.decode() for key in redis.scan_iter()]

    def connections(self) -> int:
        """How many connections the database has, besides the one that asks."""
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            query = "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
            number = int(connection.scalar(text(query)) or 0)
        engine.dispose()
        return number


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Everything started from nothing, in the order in which an engineer does it, and ended by process ids."""
    programs = postgresql_programs()
    lacking = [*missing_programs(), *([] if programs else ["postgresql"])]
    if lacking or programs is None:
        pytest.skip(f"not installed (Debian: apt-get install {' '.join(lacking)})")
    ports = Ports(free_port(), free_port(), free_port())
    mail = MailServer(free_port())
    with ExitStack() as stack:
        server = stack.enter_context(postgresql_server(programs))
        house = House(tmp_path, ports, f"{server}/egov", mail, *stack.enter_context(collecting()), {})
        _create_database(server)
        house.run(*FLASK, "db", "upgrade")
        options = [word for name, value in OFFICER.items() for word in (f"--{name}", value)]
        house.run(*EGOV, "add-official", *options)
        stack.enter_context(_post(mail))
        _lay_out(tmp_path)
        for name, command in (("web", GUNICORN), ("worker", [*EGOV, "worker"])):
            log = tmp_path / f"{name}.log"
            house.parts[name] = stack.enter_context(process(command, log, house.settings()))
        house.parts["nginx"] = stack.enter_context(nginx(tmp_path, ports))
        yield house


def _create_database(server: str) -> None:
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE egov"))
    engine.dispose()


def _lay_out(folder: Path) -> None:
    """What nginx serves by itself, as docs/scale.md has it laid out in /srv/egov."""
    (folder / "srv").mkdir()
    (folder / "srv" / "static").symlink_to(ROOT / "egov" / "static")
    (folder / "srv" / "log").symlink_to(folder / "log")


@contextmanager
def _post(mail: MailServer) -> Iterator[None]:
    controller = mail.controller()
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def line_to(house: House) -> Iterator[Line]:
    line = Line(house.url, house.certificate)
    try:
        yield line
    finally:
        line.close()


@pytest.mark.postgresql
def test_one_citizen_walks_through_the_whole_profile(house: House) -> None:
    with line_to(house) as line:
        with redis_server(house.folder, house.ports.redis):
            until(lambda: answers(house), "an answer through nginx")
            reference = applies(house, line)
            is_served_by_nginx(house, line)
            is_counted_together(house, line)
            the_figures_are_those_of_all_processes(house, line)
            an_officer_sees(house, reference)
            a_killed_worker_is_replaced(house, line)
            nothing_about_the_citizen_is_in_a_log(house, line, reference)
        assert line.get(LIMITED).status_code == 200, "without Redis pages are served all the same"
        with redis_server(house.folder, house.ports.redis):
            until(lambda: line.get(LIMITED).status_code == 200 and house.counters(), "counted in Redis again")
    for part in house.parts.values():
        assert part.poll() is None, f"{part.args} has ended"


def answers(house: House) -> bool:
    for name, part in house.parts.items():
        assert part.poll() is None, f"{name} ended: {(house.folder / f'{name}.log').read_text()}"
    try:
        return requests.get(house.url, verify=str(house.certificate), timeout=10).status_code == 200
    except requests.ConnectionError:
        return False


def applies(house: House, line: Line) -> str:
    """A citizen without an account applies, and gets a letter from the job worker."""
    app = create_app({"DATABASE_URL": house.database_url, "KEYS_FOLDER": str(house.folder / "keys")})
    citizen = far_visitor(line)
    reference = Robot(app, "dog_licence").apply(citizen, email="amina@example.org")
    [cookie] = list(line.session.cookies)
    assert (cookie.name, cookie.secure) == ("egov", True)
    until(lambda: house.mail.received, "a letter")
    assert reference in str(house.mail.received[0].get_content())
    return reference


def is_served_by_nginx(house: House, line: Line) -> None:
    """Static files and tiles of the log come without the application, with the headers it would give them."""
    front = line.get("/")
    assert front.headers["Strict-Transport-Security"] == "max-age=31536000"
    style = re.search(r'href="(/static/[^"]+css\?v=[^"]+)"', front.get_data(as_text=True))
    assert style
    sheet = line.get(style[1])
    assert "immutable" in sheet.headers["Cache-Control"]
    assert line.get(style[1].partition("?")[0]).headers["Cache-Control"] == "no-cache"
    until(lambda: line.get("/log/checkpoint").status_code == 200, "a checkpoint of the log")
    size = line.get("/log/checkpoint").get_data(as_text=True).splitlines()[1]
    tile = line.get(f"/log/tile/entries/000.p/{size}")
    assert tile.status_code == 200
    assert "immutable" in tile.headers["Cache-Control"]
    for answer in (sheet, tile):
        assert answer.headers.get("ETag", "").strip('W/"').count("-") == 1, "nginx names a version by time and length"
    assert line.get("/log/tile/entries/099").status_code == 404
    plain = requests.get(f"http://localhost:{house.ports.http}/services", allow_redirects=False, timeout=10)
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://localhost/services")


def is_counted_together(house: House, line: Line) -> None:
    """Both web workers count in Redis, by the address that nginx saw and not by one that the browser makes up."""
    for _time in range(4):
        assert line.get(LIMITED, **{"X-Forwarded-For": "203.0.113.7"}).status_code == 200
    [counter] = [key for key in house.counters() if "verify" in key]
    assert HOME in counter
    with Redis(port=house.ports.redis) as redis:
        assert int(redis.get(counter) or 0) == 4


def the_figures_are_those_of_all_processes(house: House, line: Line) -> None:
    """Whichever process answers, it tells what all have counted, to who is on this machine and brings the token."""
    asked = 'egov_requests_total{method="GET",rule="/verify",status="200"} 4.0'
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    for _time in range(6):  # each time on a new connection
        told = requests.get(f"{house.url}/metrics", headers=bearer, verify=str(house.certificate), timeout=10)
        assert asked in told.text
    assert "egov_letters_waiting 0.0" in told.text
    until(lambda: "GET /verify" in {span.name for span in house.collector.spans()}, "a span of a forked process")
    assert line.get("/metrics", **bearer).status_code == 403


def nothing_about_the_citizen_is_in_a_log(house: House, line: Line, reference: str) -> None:
    """Not in those of the application and not in those of nginx, whose lines are joined by the number of a request."""
    assert line.get("/quokka?name=amina").status_code == 404
    logs = {name: (house.folder / name).read_text(encoding="utf-8") for name in LOGS}
    numbers = [set(re.findall(r"\b[0-9a-f]{32}\b", logs[name])) for name in ("web.log", "egov.log")]
    assert len(numbers[0] & numbers[1]) > 10
    logs["spans"] = b"".join(house.collector.bodies).decode("latin-1")
    for name, words in logs.items():
        traces = [word for word in (*ABOUT_THE_CITIZEN, reference.lower()) if word in words.lower()]
        assert traces == [], f"{name}: {words}"


def an_officer_sees(house: House, reference: str) -> None:
    with line_to(house) as other:
        officer = far_visitor(other).open("/sign-in/official")
        officer.press("Sign in", username=OFFICER["username"], password=OFFICER["password"])
        officer.open(f"/office/{reference}").has(reference)


def a_killed_worker_is_replaced(house: House, line: Line) -> None:
    """A web worker that is killed is another one a moment later, and those that stay serve meanwhile."""
    before = children(house.parts["web"].pid)
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    assert line.get("/").status_code == 200
    until(lambda: len(children(house.parts["web"].pid)) == 2 and before[0] not in children(house.parts["web"].pid),
          "two workers")  # fmt: skip


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
