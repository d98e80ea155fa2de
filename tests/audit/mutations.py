"""Random changes of what the log holds and vouches for: any column of any row of it, a row too many, a row too few."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from egov.audit.models import BoundRow, Entry, Subject
from egov.db import Model, UTCDateTime, db

# What the log says nothing of: docs/audit.md, "What it can not do".
RESIDUAL = {"audit_subject.erased_at", "edition.content"}
TABLES = [
    *(model.__table__ for model in (Entry, Subject, BoundRow)),
    *(mapper.local_table for mapper in Model.registry.mappers if mapper.class_.audited),
]


def mutate(chance: random.Random) -> str:
    """Change one thing behind the back of the log, as far as the database lets it; what was done."""
    while True:
        table = chance.choice(TABLES)
        assert isinstance(table, Table)
        try:
            with db.engine.begin() as connection:
                rows = connection.execute(select(table)).all()
                if rows:
                    return _one_change(connection, table, dict(chance.choice(rows)._mapping), chance)
        except IntegrityError:
            continue


def _one_change(connection: Connection, table: Table, row: dict[str, Any], chance: random.Random) -> str:
    here = [column == row[column.name] for column in table.primary_key]
    dice = chance.random()
    if dice < 0.1:
        connection.execute(delete(table).where(*here))
        return f"{table.name}: deleted {row}"
    if dice < 0.2:
        key = list(table.primary_key)[-1]
        copy = row | {key.name: f"{row[key.name]}x" if isinstance(row[key.name], str) else row[key.name] + 1000}
        connection.execute(insert(table).values(copy))
        return f"{table.name}: copied {row}"
    column = chance.choice([column for column in table.columns if _is_vouched_for(table, column)])
    new = _other(row[column.name], column, chance)
    connection.execute(update(table).where(*here).values({column.name: new}))
    return f"{table.name}.{column.name}: {new!r} in {row}"


def _is_vouched_for(table: Table, column: Column[Any]) -> bool:
    return not column.primary_key and f"{table.name}.{column.name}" not in RESIDUAL


def _other(old: Any, column: Column[Any], chance: random.Random) -> Any:
    """Another value that the column can hold."""
    if old is not None and column.nullable and chance.random() < 0.3:
        return None
    if isinstance(old, bytes):
        place = chance.randrange(len(old))
        return old[:place] + bytes([old[place] ^ (1 << chance.randrange(8))]) + old[place + 1 :]
    if isinstance(old, bool):
        return not old
    if isinstance(old, date | datetime):
        return old + timedelta(days=chance.choice((-400, -1, 1, 400)))
    if isinstance(old, dict | list):
        return {**old, "x": 1} if isinstance(old, dict) else old[:-1] or [["case", 1, 1, "x"]]
    return old + "x" if isinstance(old, str) else _of_nothing(column) if old is None else old + 1


def _of_nothing(column: Column[Any]) -> Any:
    if isinstance(column.type, UTCDateTime):
        return datetime(2026, 1, 1, tzinfo=UTC)
    return {int: 1, str: "x", bytes: b"x", date: date(2026, 1, 1)}.get(column.type.python_type, True)
