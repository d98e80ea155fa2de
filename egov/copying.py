"""Copying a whole database into an empty one, row by row, and comparing two: for a rehearsal and for a move."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from hashlib import sha256
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    text,
)

from egov.engine import seeing_one_moment

AT_ONCE = 1000
HERE, THERE = "here", "there"
BYTEWISE = {"sqlite": "BINARY", "postgresql": "C"}  # the collations that put texts into the same order

Told = Callable[[str, int], None]
"""Hears of each portion: the table and how many rows."""


@dataclass(frozen=True)
class Difference:
    """A row that two databases do not have alike: its table, its primary key, and what is wrong with it there."""

    table: str
    key: str
    what: str


def copy_rows(metadata: MetaData, source: Engine, target: Engine, told: Told) -> None:
    """Copy all rows of all tables into a target that has the tables and no rows, in one transaction.

    Raises sqlalchemy.exc.DBAPIError.
    """
    looking = source.connect().execution_options(**seeing_one_moment(source.dialect.name))
    with looking as reading, target.begin() as writing:
        copy_tables(metadata, reading, writing, told)


def copy_tables(metadata: MetaData, reading: Connection, writing: Connection, told: Told) -> None:
    """The same in transactions that are open. Afterwards PostgreSQL counts on where the rows end."""
    for table in metadata.sorted_tables:
        with _rows(reading, table) as found:
            for portion in found.mappings().partitions(AT_ONCE):
                writing.execute(insert(table), [dict(row) for row in portion])
                told(table.name, len(portion))
        _count_on(writing, table)


def differences(metadata: MetaData, here: Connection, there: Connection, told: Told) -> Generator[Difference]:
    """Every row of every table on both sides, by its digest; memory does not grow with the tables."""
    for table in metadata.sorted_tables:
        both = merge(_digests(here, table, HERE), _digests(there, table, THERE), key=itemgetter(0))
        count = 0
        for count, (key, known) in enumerate(groupby(both, key=itemgetter(0)), 1):
            digests = {side: digest for _key, side, digest in known}
            if digests.get(HERE) != digests.get(THERE):
                what = "changed" if len(digests) == 2 else "missing" if HERE in digests else "not from here"
                yield Difference(table.name, ", ".join(map(str, key)), what)
            if count % AT_ONCE == 0:
                told(table.name, AT_ONCE)
        told(table.name, count % AT_ONCE)


def tables_with_rows(metadata: MetaData, connection: Connection) -> list[str]:
    """The names of the tables that are not empty."""
    return [t.name for t in metadata.sorted_tables if connection.execute(select(1).select_from(t).limit(1)).first()]


def _digests(connection: Connection, table: Table, side: str) -> Iterator[tuple[tuple[Any, ...], str, bytes]]:
    keys = [column.key for column in table.primary_key]
    with _rows(connection, table) as found:
        for row in found.mappings():
            yield tuple(row[key] for key in keys), side, sha256(repr([*row.values()]).encode(errors="replace")).digest()


def _rows(connection: Connection, table: Table) -> CursorResult[Any]:
    order = [_in_order(column, connection.dialect.name) for column in table.primary_key]
    query = select(table).order_by(*order).execution_options(yield_per=AT_ONCE)
    return connection.execute(query)


def _in_order(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    return column.collate(BYTEWISE[dialect]) if isinstance(column.type, String) else column


def _count_on(connection: Connection, table: Table) -> None:
    """Give the next row of the table a number that no row has."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.format_table(table)
    sequence = func.pg_get_serial_sequence(quoted, column.name)
    following = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
    connection.execute(select(func.setval(sequence, following, text("false"))))
