"""One stroke of the attacker at one row: what is hit is told before it is done."""

# ruff: noqa: S608 - each statement is made of constants of attacks.py

from dataclasses import dataclass

from sqlalchemy import text

from egov.audit.state_detectors import cases_of
from egov.cli.deeds import do
from egov.db import db

ENTRIES = "audit_entry"


@dataclass(frozen=True)
class Stroke:
    """Do ``statement`` to the row of ``table`` that the query ``which`` finds; ``change`` is what becomes of it."""

    table: str
    which: str
    statement: str
    change: str

    def __call__(self) -> None:
        do(self.statement)

    def told(self) -> str:
        """What is hit, with the reference of its case, and what becomes of it; empty where there is no such row."""
        with db.engine.connect() as connection:
            number = connection.scalar(text(self.which))
            if number is None:
                return ""
            if self.table == ENTRIES:
                query = text("SELECT action, case_reference FROM audit_entry WHERE id = :id")
                action, case = connection.execute(query, {"id": number}).one()
                return f"entry {number} ({', '.join(filter(None, (action, case)))}): {self.change}"
        place = f"{self.table} {number}"
        return f"{cases_of(db.session, [place]).get(place, place)}: {self.change}"


def changed(table: str, which: str, change: str) -> Stroke:
    """Put other values into a row."""
    return Stroke(table, which, f'UPDATE "{table}" SET {change} WHERE id = ({which})', change)


def deleted(table: str, which: str) -> Stroke:
    """Delete a row."""
    return Stroke(table, which, f'DELETE FROM "{table}" WHERE id = ({which})', "deleted")
