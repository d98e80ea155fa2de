"""How we connect to SQLite and to PostgreSQL, and who says BEGIN there: we, never the driver."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError

from egov.errors import Misconfigured

# How a connection works: each statement by itself (on SQLite a transaction costs nothing), or with the writer's lock.
ALONE, WRITING = "alone", "writing"
ADDRESSES = (
    "Write sqlite:////srv/egov/egov.sqlite, or postgresql+psycopg://USER@HOST/NAME and pip install -e '.[postgresql]'."
)
PATIENCE = 10  # seconds that a writer waits for another on SQLite


def engine_for(config: Mapping[str, Any], home: Path) -> Engine:
    """The engine for ``DATABASE_URL``; a SQLite file that is named without a folder lies in ``home``.

    Raises Misconfigured where that is no address, or of a kind of database that nobody here speaks with.
    """
    try:
        return engine_at(_url_of(config, home), **_pool_of(config))
    except (ArgumentError, ImportError, ValueError) as problem:  # the words of some repeat a password
        raise Misconfigured(f"DATABASE_URL: {type(problem).__name__}. {ADDRESSES}") from problem


def engine_at(url: URL, **how: Any) -> Engine:
    """An engine of ours at this address."""
    # What goes wrong is logged, and what people wrote must not be; no driver says BEGIN by itself.
    engine = create_engine(url, hide_parameters=True, isolation_level="AUTOCOMMIT", **how)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def seeing_one_moment(dialect: str) -> dict[str, Any]:
    """The execution options for a transaction that only reads, and sees the database as it is at its first look."""
    return {ALONE: False} | ({"isolation_level": "REPEATABLE READ"} if dialect == "postgresql" else {})


def _url_of(config: Mapping[str, Any], home: Path) -> URL:
    url = make_url(config["DATABASE_URL"])
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return url
    file = Path(home, str(url.database))
    file.parent.mkdir(parents=True, exist_ok=True)
    return url.set(database=str(file))


def _pool_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """How many connections a process keeps to a database server, and for how long one of them waits for another.

    Connections are not tried before each use: after a restart of the server the first request of each process is asked
    to try again, and all its old connections are dropped with that one.
    """
    if config["DATABASE_URL"].startswith("sqlite"):
        return {}
    return {
        "pool_size": config["DATABASE_POOL_SIZE"],
        "max_overflow": config["DATABASE_POOL_OVERFLOW"],
        "pool_timeout": config["DATABASE_POOL_TIMEOUT"],
        "connect_args": {"connect_timeout": 5},
    }


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    if not isinstance(dbapi_connection, sqlite3.Connection):
        return
    dbapi_connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={PATIENCE * 1000}"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(ALONE) and "isolation_level" not in options:  # for such a one the driver says it
        connection.exec_driver_sql("BEGIN READ WRITE")


def _prepare_postgresql(dbapi_connection: Any, _record: Any) -> None:
    """Our questions find a few rows by an index. PostgreSQL takes those with many joins for heavy ones as long as it
    has no statistics, and compiled each of them anew, which takes far longer than to run it. And it refuses what would
    be changed without a BEGIN of ours."""
    dbapi_connection.execute("SET jit = off")
    dbapi_connection.execute("SET default_transaction_read_only = on")
