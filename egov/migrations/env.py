"""Alembic's entrance, on SQLite and PostgreSQL alike. It has a plain engine, since it says itself when to begin."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import NullPool, create_engine

from egov import models
from egov.db import UTCDateTime, db
from egov.engine import WRITING
from egov.schema import VERSION_TABLE


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | Literal[False]:
    """A migration names database types only, so that it still runs when our own types have moved."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UTCDateTime) else False


# A release comes while the one before still serves: on SQLite its changes hold the write lock from the first on.
engine = create_engine(db.engine.url, poolclass=NullPool, hide_parameters=True)
with engine.connect().execution_options(**{WRITING: True}) as connection:
    if connection.dialect.name == "sqlite":  # a table that is made anew must not drag away the rows that point to it
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
