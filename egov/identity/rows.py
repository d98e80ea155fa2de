"""Rows that two requests may want to add at the same moment."""

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from egov.db import Model, db, savepoint

Row = TypeVar("Row", bound=Model)


def found_or_added(query: Select[Row], row: Row) -> Row:
    """The row that the query finds, or else ``row``, added. Who comes second gets the row of who came first."""
    found = db.session.scalar(query)
    if found is not None:
        return found
    try:
        with savepoint():
            db.session.add(row)
    except IntegrityError:
        return db.session.scalars(query).one()
    return row
