"""A house to back up, and an empty place to bring it back to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import Result
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import create_engine, inspect, text

from egov import create_app
from egov.cli.backup import backup_command, restore_command
from egov.db import db
from egov.schema import VERSION_TABLE
from tests.conftest import settings

PASSPHRASE = "three boats under an orange moon"


@contextmanager
def house(folder: Path, database_url: str, templates: BytecodeCache | None = None) -> Iterator[Flask]:
    """The application that keeps everything in this folder, and knows the passphrase."""
    app = create_app({**settings(folder, database_url), "BACKUP_PASSPHRASE": PASSPHRASE})
    app.jinja_env.bytecode_cache = templates
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def empty_place(folder: Path, database_url: str) -> Iterator[str]:
    """The address of a database of the same kind that has nothing in it, gone after the block."""
    folder.mkdir()
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'demo.sqlite'}"
        return
    server, _slash, source = database_url.rpartition("/")
    name = f"{source[:40]}{abs(hash(folder))}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield f"{server}/{name}"
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def backed_up(app: Flask, target: Path) -> Result:
    return app.test_cli_runner().invoke(backup_command, [str(target)])


def restored(app: Flask, backup: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(restore_command, [str(backup), *options])


def looks_whole(app: Flask) -> bool:
    """Whether the program would take the database for its own."""
    with app.app_context():
        if not inspect(db.engine).has_table(VERSION_TABLE):
            return False
        with db.engine.connect() as connection:
            return bool(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")))
