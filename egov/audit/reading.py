"""Reading rows that somebody may have garbled: one that cannot be read is told by its number, and hides no other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, Select
from sqlalchemy.orm import Session

Rows = Sequence[Row[Any]]


def read_rows(session: Session, query: Select[Any], key: ColumnElement[Any]) -> tuple[Rows, list[Any]]:
    """The rows of a query by their ``key``, which is one of its columns, and the keys of those that hold what the
    application never writes: no JSON, a day that is none, bytes for a text."""
    rows: Rows
    try:
        rows, garbled = session.execute(query.order_by(key)).all(), list[Any]()
    except Exception:  # whatever the driver says: which row it is, is found out below
        rows, garbled = _one_by_one(session, query, key)
    kinds = [object if isinstance(each.type, JSON) else each.type.python_type for each in query.selected_columns]
    known = dict[tuple[type, ...], bool]()
    for row in rows:
        shape = tuple(map(type, row))
        if shape not in known:
            known[shape] = all(issubclass(each, (kind, type(None))) for each, kind in zip(shape, kinds, strict=True))
    if not all(known.values()):
        garbled = garbled + [row._mapping[key] for row in rows if not known[tuple(map(type, row))]]
        rows = [row for row in rows if known[tuple(map(type, row))]]
    return rows, garbled


def _one_by_one(session: Session, query: Select[Any], key: ColumnElement[Any]) -> tuple[list[Row[Any]], list[Any]]:
    rows, garbled = list[Row[Any]](), list[Any]()
    for number in session.scalars(query.with_only_columns(key).order_by(key)).all():
        try:
            rows += session.execute(query.where(key == number)).all()
        except Exception:  # as above
            garbled.append(number)
    return rows, garbled
