"""One process at a time writes the log: who holds a lock that the system frees when he dies."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from egov.db import db

PUBLISHING, NUMBERING = 7_210_301, 7_210_302  # Numbers of our advisory locks in PostgreSQL; they mean nothing.


@contextmanager
def leadership() -> Iterator[bool]:
    """Whether this process may publish during the block: by an advisory lock of PostgreSQL, or a lock beside the log.

    It keeps two from doing the same work twice. That they never publish two logs does not hang on it: what is
    published follows from the numbers in the database alone.
    """
    lock = _advisory if db.engine.dialect.name == "postgresql" else _beside_the_log
    with lock() as leads:
        yield leads


def number_alone(session: Session) -> None:
    """Let nobody else number entries until the transaction ends; on SQLite it is the only one that writes anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(NUMBERING)))


@contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Whether nobody else is inside the block with this file; a lock of SQLite, which every system has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        yield _taken(connection)
    finally:
        connection.close()


def _taken(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


@contextmanager
def _beside_the_log() -> Iterator[bool]:
    with only_one(Path(current_app.config["LOG_FOLDER"]) / ".lock") as leads:
        yield leads


@contextmanager
def _advisory() -> Iterator[bool]:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        leads = bool(connection.scalar(select(func.pg_try_advisory_lock(PUBLISHING))))
        try:
            yield leads
        finally:
            if leads:
                connection.scalar(select(func.pg_advisory_unlock(PUBLISHING)))
