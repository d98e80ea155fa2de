"""The migrations lead from an empty database to exactly the models, and back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import JSON, Column, MetaData, Table, create_engine, insert, inspect, select, text

from egov import create_app
from egov.audit.adoption import LATER, adopt_rows
from egov.audit.models import BoundRow
from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.audit.verification import verify_log
from egov.cases.models import Case
from egov.cases.moving import adopt
from egov.cli.database import alembic_config, upgrade_database
from egov.db import db, transaction
from egov.editions.operations import first_edition
from egov.identity.models import RoleHolding
from egov.models import metadata
from tests.conftest import settings

VERSIONS = "schema_version_core"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without a single table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        server: str = request.getfixturevalue("postgresql")
        name = f"empty_{tmp_path.name.lower().encode().hex()[-40:]}"
        admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        admin.dispose()
        url = f"{server}/{name}"
    app = create_app(settings(tmp_path, url))
    with app.app_context():
        yield app
        db.session.close()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {VERSIONS}


def test_from_nothing_to_exactly_the_models(empty: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    assert tables() == set(metadata.tables)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSIONS, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_back_to_nothing_and_forth_again(empty: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    command.downgrade(alembic_config(), "base")
    assert tables() == set()
    command.upgrade(alembic_config(), "head")
    assert tables() == set(metadata.tables)


def test_a_second_upgrade_changes_nothing(empty: Flask) -> None:
    command.upgrade(alembic_config(), "head")
    with db.engine.connect() as connection:
        before = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).all()
    command.upgrade(alembic_config(), "head")
    with db.engine.connect() as connection:
        assert connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).all() == before
    assert len(before) == 1


SPINE = "0001"
# What a constraint or a model asks of a column; all others get something of their type.
GIVEN = {
    ("outbox", "channel"): "email", ("feedback", "rating"): 3, ("case", "service"): "dog_licence",
    ("case", "state"): "assessment", ("case", "closed_at"): None, ("certificate", "revoked_at"): None,
    ("charge", "status"): "paid", ("attempt", "status"): "started", ("ledger_line", "kind"): "charge",
}  # fmt: skip


def test_an_installation_with_cases_is_upgraded_and_loses_nothing(empty: Flask) -> None:
    command.upgrade(alembic_config(), SPINE)
    before, partial = filled(), partial_indexes()
    db.engine.dispose()
    command.upgrade(alembic_config(), "head")
    after = rows_of(before)
    for table, rows in before.items():
        assert after[table] == rows, table
    assert broken_references() == []
    assert partial <= partial_indexes()
    assert len(partial) > 3


def test_after_the_upgrade_the_first_edition_adopts_the_cases(empty: Flask) -> None:
    command.upgrade(alembic_config(), SPINE)
    filled()
    db.engine.dispose()
    command.upgrade(alembic_config(), "head")
    with transaction():
        edition = first_edition("dog_licence")
        adopt(edition)
        record(SYSTEM, "edition_published", About(), purpose=CHANGING_RULES)
    assert db.session.scalars(select(Case.edition_id)).all() == [edition.id]
    assert broken_references() == []


def test_an_installation_that_is_older_than_its_log_writes_into_it_what_it_has(empty: Flask) -> None:
    command.upgrade(alembic_config(), SPINE)
    filled()
    db.engine.dispose()
    upgrade_database()
    known = {bound.table for bound in db.session.scalars(select(BoundRow))}
    then = {"case", "certificate", "charge", "decision", "ledger_line", "review", "role_holding", "step_taken"}
    assert known == then | LATER
    assert {finding.detector for finding in verify_log().findings}.isdisjoint(
        {"unheard_rows", "changed_rows", "citizen_halves"}
    )
    assert adopt_rows() == 0
    with transaction():
        db.session.execute(insert(RoleHolding).values(person_id=1, role="auditor", service="*", office="audit-office"))
    assert adopt_rows() == 0
    assert "unheard_rows" in {finding.detector for finding in verify_log().findings}


Rows = dict[str, list[dict[str, Any]]]


def filled() -> Rows:
    """A row in each table of the first migration, each pointing to the first rows of the others."""
    known = MetaData()
    known.reflect(db.engine)
    tables = [table for table in known.sorted_tables if table.name != VERSIONS]
    with db.engine.begin() as connection:
        for table in tables:
            row = {column.name: something(table, column) for column in table.columns if column.name != "id"}
            connection.execute(table.insert().values(row))
    return rows_of({table.name: [] for table in tables}, {table.name: list(table.columns.keys()) for table in tables})


def something(table: Table, column: Column[Any]) -> Any:
    if (table.name, column.name) in GIVEN:
        return GIVEN[table.name, column.name]
    if isinstance(column.type, JSON):
        return {}
    moment = datetime(2026, 5, 4, 12, tzinfo=UTC).replace(tzinfo=None)
    usual = {int: 1, bool: True, str: column.name, bytes: b"", date: moment.date(), datetime: moment}
    return usual[column.type.python_type]


def rows_of(wanted: Rows, columns: dict[str, list[str]] | None = None) -> Rows:
    """What stands in the tables now, in the columns that were wanted."""
    known = MetaData()
    known.reflect(db.engine)
    found: Rows = {}
    with db.engine.connect() as connection:
        for name, rows in wanted.items():
            names = columns[name] if columns else list(rows[0])
            query = select(*(known.tables[name].c[column] for column in names))
            found[name] = [dict(row) for row in connection.execute(query).mappings()]
    return found


def broken_references() -> list[Any]:
    """Rows that point to nothing; PostgreSQL lets none of them come into being."""
    if db.engine.dialect.name != "sqlite":
        return []
    with db.engine.connect() as connection:
        return list(connection.execute(text("PRAGMA foreign_key_check")).all())


def partial_indexes() -> set[str]:
    """The names of the indexes that hold only some of the rows."""
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'"
    postgresql = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%WHERE%'"
    with db.engine.connect() as connection:
        return set(connection.scalars(text(sqlite if db.engine.dialect.name == "sqlite" else postgresql)))
