"""The migrations lead from an empty database to exactly the models, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine, inspect, text

from egov import create_app
from egov.cli.database import alembic_config
from egov.db import db
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
