"""Statements that run at each commit: what SQLAlchemy makes ready anew at each execution is made ready once here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert

from egov.columns import table_of
from egov.db import Model


class Prepared:
    """An INSERT as the driver takes it. Each row has a value for all columns of the table, or for those named."""

    def __init__(
        self, statement: Insert | ReturningInsert[Any], dialect: Dialect, names: Sequence[str] | None = None
    ) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)
        self.statement = statement
        self.text = str(compiled)
        self.spellings = _spellings(compiled, dialect)
        self.given: dict[str, Any] = compiled.params
        self.order: Sequence[str] | None = compiled.positiontup

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
        """Write the rows; what the statement returns for them. Several go SQLAlchemy's way, which has one statement
        for all of them."""
        if len(rows) > 1:
            return connection.execute(self.statement, rows)
        values = {**self.given, **rows[0]}
        for name, spell in self.spellings.items():
            values[name] = spell(values[name])
        return connection.exec_driver_sql(
            self.text, values if self.order is None else tuple(values[name] for name in self.order)
        )


def insert_into(dialect: Dialect, model: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens ON CONFLICT, which both databases spell alike."""
    table = table_of(model)
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)


def _spellings(compiled: SQLCompiler, dialect: Dialect) -> dict[str, Callable[[Any], Any]]:
    """How a value is turned into what the driver takes, for each parameter where it has to be."""
    found = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    return {name: spell for name, spell in found.items() if spell}
