"""A house that has worked on SQLite moves to PostgreSQL; whatever goes wrong on the way, nothing is half there."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from egov import create_app
from egov.audit.models import Entry
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cases.models import Case
from egov.cli.move import move
from egov.copying import tables_with_rows
from egov.db import db
from egov.models import metadata
from tests.audit.scene import Scene, a_scene
from tests.conftest import settings
from tests.support.robot import Robot
from tests.support.visitor import Visitor

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Scene:
    """Dog licences, one issued, one unpaid and one to be decided, a building permit on its way, and a sealed log."""
    scene = a_scene(tmp_path_factory.mktemp("move") / "house", sqlite_template)
    for service in ("building_permit", "dog_licence"):
        Robot(scene.app, service, -1).apply(Visitor(scene.app).sign_in("amina"))
    scene.keep_checkpoint()
    return scene


@pytest.fixture
def target(postgresql: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database on the server."""
    name = f"m{abs(hash(request.node.name))}"
    engine = create_engine(f"{postgresql}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield f"{postgresql}/{name}"
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def moved(app: Flask, target: str) -> Result:
    return app.test_cli_runner().invoke(move, ["--to", target])


def do(target: str, *statements: str) -> None:
    engine = create_engine(target)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def filled_tables(target: str) -> list[str]:
    engine = create_engine(target)
    with engine.connect() as connection:
        found = tables_with_rows(metadata, connection)
    engine.dispose()
    return found


def prepare(scene: Scene, target: str) -> None:
    """Give the target the tables, and nothing in them but what tells that it is ours."""
    app = on(scene.folder, target)
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        db.engine.dispose()


def on(folder: Path, target: str) -> Flask:
    """The application with the keys and the log of the folder, on another database."""
    return create_app(settings(folder, target))


def test_the_house_moves_and_work_goes_on(scene: Scene, target: str, tmp_path: Path) -> None:
    result = moved(scene.app, target)
    assert result.exit_code == 0, result.output
    for words in ("FLASK_DATABASE_URL", target.rpartition("/")[2], "keys", str(scene.folder / "log")):
        assert words in result.output
    with scene.app.app_context():
        references = db.session.scalars(select(Case.reference).order_by(Case.id)).all()
        states = db.session.scalars(select(Case.state).order_by(Case.id)).all()
        entries = db.session.scalar(select(func.count()).select_from(Entry))
    assert len(set(states)) == 3
    app = on(shutil.copytree(scene.folder, tmp_path / "house"), target)
    amina = Visitor(app).sign_in("amina")
    for reference in references:
        amina.open(f"/cases/{reference}").has(reference)
    newest = Robot(app, "dog_licence", -1).apply(amina)
    Visitor(app).sign_in("omar").open(f"/office/{newest}").press("Take this case").press("Approve")
    with app.app_context():
        assert db.session.scalars(select(Case.reference).order_by(Case.id)).all() == [*references, newest]
        assert sequence_all() > 0
        verdict = verify_log(scene.earlier)
        assert verdict.clean, verdict.findings
        assert verdict.published > (entries or 0)
        db.engine.dispose()


SPOILED = """
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {deed} END $$;
CREATE TRIGGER spoil BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION spoil()
"""


@pytest.mark.parametrize(
    ("table", "deed", "found"),
    [
        ("step_taken", "RETURN NULL;", "step_taken 1: missing"),
        ('"case"', "NEW.language := 'xx'; RETURN NEW;", "case 1: changed"),
        ("audit_subject", "NEW.counter := NEW.counter + 1; RETURN NEW;", "audit_subject person 1: changed"),
    ],
    ids=["a row is lost", "a row is changed", "a row without a number is changed"],
)
def test_a_row_that_does_not_arrive_as_it_was_is_found(
    scene: Scene, target: str, table: str, deed: str, found: str
) -> None:
    prepare(scene, target)
    do(target, SPOILED.format(table=table, deed=deed))
    result = moved(scene.app, target)
    assert result.exit_code == 1
    assert found in result.output
    assert "emptied again" in result.output
    assert not filled_tables(target)


def test_what_was_tampered_with_before_the_move_is_found_by_the_log_there(scene: Scene, target: str) -> None:
    change = 'UPDATE "case" SET language = :language WHERE id = 1'
    with scene.app.app_context(), db.engine.begin() as connection:
        connection.execute(text(change), {"language": "xx"})
    result = moved(scene.app, target)
    with scene.app.app_context(), db.engine.begin() as connection:
        connection.execute(text(change), {"language": "en"})
    assert result.exit_code == 1
    assert "changed_rows: case 1" in result.output
    assert not filled_tables(target)


def test_nothing_is_moved_onto_what_is_there(scene: Scene, target: str) -> None:
    assert moved(scene.app, target).exit_code == 0
    again = moved(scene.app, target)
    assert again.exit_code == 1
    assert "not empty" in again.output
    assert "case" in filled_tables(target)
    do(target, "UPDATE schema_version_core SET version_num = '0001'")
    assert "has the schema 0001" in moved(scene.app, target).output
    do(target, "DROP TABLE schema_version_core")
    assert "of another program" in moved(scene.app, target).output


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("sqlite:///other.sqlite", "must be PostgreSQL"),
        ("nonsense", "Write the address"),
        ("postgresql+psycopg://egov@127.0.0.1:1/none", "The database says"),
    ],
)
def test_where_nothing_can_be_moved_to_a_sentence_says_so(scene: Scene, address: str, sentence: str) -> None:
    result = moved(scene.app, address)
    assert result.exit_code == 1
    assert sentence in result.output


WAITS = "PERFORM pg_advisory_xact_lock(7); RETURN NEW;"
WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def test_nobody_writes_while_the_house_moves(scene: Scene, target: str) -> None:
    prepare(scene, target)
    do(target, SPOILED.format(table="installation", deed=WAITS))
    engine = create_engine(target)
    with ThreadPoolExecutor(1) as pool, engine.connect() as gate:
        gate.execute(text("SELECT pg_advisory_lock(7)"))
        move_on = pool.submit(moved, scene.app, target)
        while not gate.scalar(WAITING):
            assert not move_on.done(), move_on.result().output
            time.sleep(0.01)
        writer = sqlite3.connect(scene.folder / "demo.sqlite", timeout=0, isolation_level=None)
        with closing(writer), pytest.raises(sqlite3.OperationalError, match="locked"):
            writer.execute("BEGIN IMMEDIATE")
        gate.execute(text("SELECT pg_advisory_unlock(7)"))
        assert move_on.result().exit_code == 0, move_on.result().output
    engine.dispose()
