"""The cast and the stage: Amina applies, Omar and Grace decide, Farid and Elena advise, Ruth audits, Sam is a stranger.

Whatever touches the database runs on SQLite and on PostgreSQL; what this machine cannot run is skipped with the reason.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser
from sqlalchemy import Connection, Engine, create_engine, event, text

from egov import create_app
from egov.cli.database import upgrade_database
from egov.cli.seed import seed_demo
from egov.clock import clock
from egov.db import db
from egov.texts import SOURCE_LANGUAGE, set_language
from tests.support.browser import Person, Stage, chromium, chromium_program
from tests.support.databases import postgresql_programs, postgresql_server
from tests.support.inspection import Weight, weight_table
from tests.support.server import Server, running_demo
from tests.support.visitor import Visitor

# A slow machine is no fault of the code. Where a check decides about a change it tries the same examples each time.
hypothesis.settings.register_profile(
    "egov",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("egov")

PROVIDERS = ["demo", "declining", "failing"]
OPENED: set[Engine] = set()  # those of PostgreSQL that were used since the last test


def settings(folder: Path, database_url: str) -> dict[str, Any]:
    """A demonstration that keeps everything in a folder of its own."""
    return {
        "TESTING": True,
        "DEMO": True,
        "DATABASE_URL": database_url,
        "BASE_URL": "http://localhost",
        "PAYMENT_PROVIDERS": PROVIDERS,
        "RATELIMIT_ENABLED": False,
        "FILES_FOLDER": str(folder / "files"),
        "KEYS_FOLDER": str(folder / "keys"),
        "LOG_FOLDER": str(folder / "log"),
        "MAIL_FOLDER": str(folder / "outbox"),
    }


def build_demo(folder: Path, database_url: str) -> Flask:
    """An application on a new database with the fictional country in it."""
    app = create_app(settings(folder, database_url))
    with app.app_context():
        upgrade_database()
        seed_demo()
        db.engine.dispose()
    return app


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    build_demo(folder, f"sqlite:///{folder / 'demo.sqlite'}")
    return folder / "demo.sqlite"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a database ``template_demo`` to copy from. Yields its URL without a database name."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgresql_server(programs) as url:
        _execute(url, "CREATE DATABASE template_demo")
        build_demo(tmp_path_factory.mktemp("template"), f"{url}/template_demo")
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A copy of the seeded database, for one test."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (tmp_path / "demo.sqlite").write_bytes(template.read_bytes())
        yield f"sqlite:///{tmp_path / 'demo.sqlite'}"
        return
    server: str = request.getfixturevalue("postgresql")
    name = "t" + tmp_path.name.lower().encode().hex()[-50:]
    _execute(server, f"CREATE DATABASE {name} TEMPLATE template_demo")
    yield f"{server}/{name}"
    while OPENED:  # an application that is left with a connection would warn in whatever test is then run
        OPENED.pop().dispose()
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What Jinja has compiled, for all applications of a run: it would take half of the time of a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(tmp_path: Path, database_url: str, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The whole application as a demonstration, on the database of the test."""
    app = create_app(settings(tmp_path, database_url))
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    with app.app_context():
        db.engine.dispose()
    clock.offset = timedelta()
    set_language(SOURCE_LANGUAGE)


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        OPENED.add(connection.engine)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def people(app: Flask) -> Callable[[str], Visitor]:
    """Anybody of the cast at a browser of his own: ``people("omar")``."""
    return lambda persona: Visitor(app).sign_in(persona)


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[Server]:
    """The demonstration in a process of its own, as a trainee starts it."""
    with running_demo(tmp_path, database_url) as server:
        yield server


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    """Chromium, without a window. It comes after the server and leaves before the next test, since while it is here
    an event loop runs in this thread, and Flask's synchronous extensions refuse to work beside one."""
    program = chromium_program()
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with chromium(program) as browser:
        yield browser


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a mark for each page that was looked at; all processes of a run share it."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "looked-at"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def somebody(
    request: pytest.FixtureRequest, server: Server, browser: Browser, looked_at: Path
) -> Iterator[Callable[..., Person]]:
    """Somebody at a real browser of his own: ``somebody(language="ar", phone=True, javascript=False)``."""
    stage = Stage(browser, server.url, [], looked_at)
    came: list[Person] = []

    def comes(**how: Any) -> Person:
        came.append(Person(stage, **how))
        return came[-1]

    yield comes
    for person in came:
        person.close()
    request.node.user_properties.append(("weights", [asdict(weight) for weight in stage.weights]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the tests: the figures that were measured, and what each page weighed."""
    reports = [
        report for group in terminalreporter.stats.values() for report in group if isinstance(report, pytest.TestReport)
    ]
    measured = [pair for report in reports if report.when == "teardown" for pair in report.user_properties]
    weights = [Weight(**weight) for name, of_one_test in measured if name == "weights" for weight in of_one_test]
    lines = [value for name, value in measured if name == "figure"] + (list(weight_table(weights)) if weights else [])
    if lines:
        terminalreporter.section("measured")
    for line in lines:
        terminalreporter.write_line(line)


def _execute(server: str, statement: str) -> None:
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
