"""Binds rows to the log: an audited row that changes is digested, and the entry of the change commits to the digest."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.sql.dml import ReturningInsert

from egov.audit.models import BoundRow
from egov.db import CHANGED, Model

GONE = "gone"


class Unaudited(RuntimeError):
    """An audited row was changed without an audit entry: a mistake in the program."""


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, _flush: UOWTransaction, _instances: Any) -> None:
    changed = session.info.get(CHANGED, {})
    for row in session.dirty:
        if isinstance(row, Model) and row.audited and session.is_modified(row):
            changed[id(row)] = row
    changed.update({id(row): row for row in (*session.new, *session.deleted) if isinstance(row, Model) and row.audited})


def changed_rows(session: Session) -> list[Model]:
    """The audited rows that the open transaction changed, in the order in which everybody locks them."""
    rows = session.info[CHANGED].values()
    session.info[CHANGED] = {}
    return sorted(rows, key=lambda row: (row.__tablename__, row.id))


def bind(connection: Connection, rows: Sequence[Any]) -> list[list[Any]]:
    """Note what rows say now; what an entry commits to: ``[table, id, version, digest]`` for each."""
    if not rows:
        return []
    new = [{"table_name": row.__tablename__, "row_id": row.id, "version": 1, "digest": digest_of(row)} for row in rows]
    return sorted([*row] for row in connection.execute(_noting(connection.dialect.name), alone(new)))


def alone(rows: list[dict[str, Any]]) -> list[dict[str, Any]] | dict[str, Any]:
    """Rows for a statement; a single one by itself, since preparing for many costs as much as a row."""
    return rows[0] if len(rows) == 1 else rows


@cache
def _noting(dialect: str) -> ReturningInsert[str, int, int, str]:
    """The rows go in as parameters: so SQLAlchemy compiles the statement once, which took most of a commit's time."""
    insert = insert_into(dialect, BoundRow)
    newer = {"version": BoundRow.version + 1, "digest": insert.excluded.digest}
    query = insert.on_conflict_do_update(index_elements=[BoundRow.table, BoundRow.row], set_=newer)
    return query.returning(BoundRow.table, BoundRow.row, BoundRow.version, BoundRow.digest)


def insert_into(dialect: str, model: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens ON CONFLICT, which both databases spell alike."""
    table = model.metadata.tables[model.__tablename__]
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def digest_of(row: Model) -> str:
    """SHA-256 of what the row says, in hexadecimal: its columns by name as JSON."""
    state = inspect(row)
    if state.deleted or state.was_deleted:
        return GONE
    return digest_of_content({column.key: getattr(row, column.key) for column in vouched_columns(type(row))})


@cache
def vouched_columns(model: type[Model]) -> list[Any]:
    """The columns of a table that a digest speaks of."""
    return [getattr(model, column.key) for column in inspect(model).column_attrs if not column.deferred]


def digest_of_content(said: dict[str, Any]) -> str:
    """The digest of a row that says this, column by column."""
    return digest_of_text(spelled(said))


def digest_of_text(text: str) -> str:
    """The digest of what a row says, once it is spelled."""
    return sha256(text.encode()).hexdigest()


def _plain(value: date | datetime) -> str:
    return value.isoformat()


spelled = json.JSONEncoder(sort_keys=True, default=_plain, separators=(",", ":")).encode
