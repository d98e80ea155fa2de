"""One process at a time writes the log, moves the clock, loads lists: who holds a lock that is freed when he dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from egov.db import db
from egov.disk import only_one

# Numbers of our advisory locks in PostgreSQL; they mean nothing.
PUBLISHING, NUMBERING, CLOCK, LOADING, CROSSING = 7_210_301, 7_210_302, 7_210_303, 7_210_304, 7_210_305
LOCK_FILES = {PUBLISHING: ".lock", CLOCK: ".clock-lock", LOADING: ".loading-lock"}


@contextmanager
def leadership(work: int = PUBLISHING) -> Iterator[bool]:
    """Whether this process may publish (or move the clock) during the block: by an advisory lock of PostgreSQL, or a
    lock beside the log.

    It keeps two from doing the same work twice. That they never publish two logs, or take a step twice, does not hang
    on it: what is published follows from the numbers in the database alone, and a step is taken under the lock of its
    case.
    """
    lock = _advisory if db.engine.dialect.name == "postgresql" else _beside_the_log
    with lock(work) as leads:
        yield leads


def number_alone(session: Session) -> None:
    """Let nobody else number entries until the transaction ends; on SQLite it is the only one that writes anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(NUMBERING)))


@contextmanager
def _beside_the_log(work: int) -> Iterator[bool]:
    with only_one(Path(current_app.config["LOG_FOLDER"]) / LOCK_FILES[work]) as leads:
        yield leads


@contextmanager
def _advisory(work: int) -> Iterator[bool]:
    with db.reading.connect() as connection:
        leads = bool(connection.scalar(select(func.pg_try_advisory_lock(work))))
        try:
            yield leads
        finally:
            if leads:
                connection.scalar(select(func.pg_advisory_unlock(work)))
