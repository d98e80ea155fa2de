"""Binds rows to the log: an audited row that changes is digested, and the entry of the change commits to the digest."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Dialect, event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from egov.audit.models import BoundRow
from egov.db import CHANGED, Model
from egov.prepared import Prepared, insert_into

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
    return sorted([*row] for row in _noting(connection.dialect).run(connection, new))


@cache
def _noting(dialect: Dialect) -> Prepared:
    insert = insert_into(dialect, BoundRow)
    newer = {"version": BoundRow.version + 1, "digest": insert.excluded.digest}
    query = insert.on_conflict_do_update(index_elements=[BoundRow.table, BoundRow.row], set_=newer)
    return Prepared(query.returning(BoundRow.table, BoundRow.row, BoundRow.version, BoundRow.digest), dialect)


def digest_of(row: Model) -> str:
    """SHA-256 of what the row says, in hexadecimal: its columns by name as JSON."""
    state = inspect(row)
    if state.deleted or state.was_deleted:
        return GONE
    names, known = _vouched_names(type(row)), state.dict
    return digest_of_content({name: known[name] if name in known else getattr(row, name) for name in names})


@cache
def vouched_columns(model: type[Model]) -> list[Any]:
    """The columns of a table that a digest speaks of."""
    return [getattr(model, column.key) for column in inspect(model).column_attrs if not column.deferred]


@cache
def _vouched_names(model: type[Model]) -> list[str]:
    return [column.key for column in vouched_columns(model)]


def digest_of_content(said: dict[str, Any]) -> str:
    """The digest of a row that says this, column by column."""
    return digest_of_text(spelled(said))


def digest_of_text(text: str) -> str:
    """The digest of what a row says, once it is spelled."""
    return sha256(text.encode()).hexdigest()


def _plain(value: date | datetime) -> str:
    return value.isoformat()


spelled = json.JSONEncoder(sort_keys=True, default=_plain, separators=(",", ":")).encode
