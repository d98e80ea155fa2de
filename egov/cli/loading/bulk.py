"""Many rows at once, past the ORM: COPY on PostgreSQL, one prepared INSERT on SQLite."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Table


def write_rows(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows in the open transaction: of each the values of all columns, in their order, as the driver takes them."""
    if not rows:
        return
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(column.name) for column in table.columns)
    place = f"{preparer.format_table(table)} ({names})"
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {place} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" for _column in table.columns)
        connection.exec_driver_sql(f"INSERT INTO {place} VALUES ({marks})", [tuple(row) for row in rows])  # noqa: S608


def make_room(connection: Any, _record: Any) -> None:
    """Let a new connection to SQLite keep 256 MB of pages: its own 2 MB would be written out again and again."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA cache_size=-262144")


@cache
def takers(table: Table, dialect: Dialect) -> list[Callable[[Any], Any]]:
    """For each column what makes of a value what the driver takes; records become texts."""
    return [_taker(column.type, dialect) for column in table.columns]


def _taker(kind: Any, dialect: Dialect) -> Callable[[Any], Any]:
    if isinstance(kind, JSON):
        return json.dumps
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
