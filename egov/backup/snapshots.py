"""The whole database as it stood at one moment, taken while everybody goes on working."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, func, inspect, select, text
from sqlalchemy.pool import NullPool

from egov.backup import postgresql
from egov.backup.envelope import BackupProblem
from egov.db import db
from egov.files.models import StoredFile
from egov.models import metadata
from egov.schema import VERSION_TABLE


@dataclass(frozen=True)
class Snapshot:
    """A file with the database, and what stood in it: the version of the schema, all rows, the digests of files.

    The version itself is not in the file: a restore writes it last, so that nothing looks whole which is not.
    """

    path: Path
    schema: str
    rows: int
    digests: list[str]


def snapshot_in(folder: Path) -> Snapshot:
    """Take one and keep it in this folder. Raises BackupProblem."""
    if not inspect(db.reading).has_table(VERSION_TABLE):
        raise BackupProblem("The database of DATABASE_URL has no tables. Name the one that is to be backed up.")
    path = folder / "database"
    take = _of_sqlite if db.engine.dialect.name == "sqlite" else _of_postgresql
    with take(path) as connection:
        schema = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  a constant
        rows = sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables)
        digests = connection.scalars(select(StoredFile.digest).distinct().order_by(StoredFile.digest)).all()
        return Snapshot(path, str(schema), rows, [*digests])


@contextmanager
def _of_sqlite(path: Path) -> Iterator[Connection]:
    """By SQLite's backup in one step, which keeps nobody from writing; then a look at what it has copied."""
    try:
        _copy(path)
        with create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool).connect() as connection:
            yield connection
        _take_version_out(path)
    except sqlite3.OperationalError as problem:
        raise BackupProblem(f"SQLite says: {problem}.") from problem


def _copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy, closing(db.engine.raw_connection()) as source:
        source.driver_connection.backup(copy)  # type: ignore[union-attr]


def _take_version_out(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")  # what is changed now stands in this file, and in none beside it
        copy.execute(f"DELETE FROM {VERSION_TABLE}")  # noqa: S608  a constant


@contextmanager
def _of_postgresql(path: Path) -> Iterator[Connection]:
    """By pg_dump from an exported snapshot, which the look at it sees too."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # pg_dump may take an hour
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        postgresql.dump(db.engine, snapshot, path, without=VERSION_TABLE)
        yield connection
