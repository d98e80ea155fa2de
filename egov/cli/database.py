"""``flask db``: the schema of the database, by Alembic."""

import importlib
from types import ModuleType
from typing import Any

import click
from flask import current_app

from egov.audit.adoption import adopt_rows
from egov.cli.context import with_appcontext
from egov.db import db, transaction
from egov.identity.installation import create_installation
from egov.operating.checks.database import NEWER
from egov.schema import MIGRATIONS, known_schemas, schema_in


def alembic_config() -> Any:
    """Alembic's settings for the database of the running application.

    Alembic takes 10 MB and is found only when it is wanted: a worker that serves pages never does.
    """
    config = importlib.import_module("alembic.config").Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", current_app.config["DATABASE_URL"].replace("%", "%%"))
    return config


def upgrade_database() -> None:
    """Bring the schema to the newest version; the log takes in what it did not vouch for before.

    Raises Misconfigured where a real database is opened as a demonstration, or the reverse.
    """
    upgrade_schema()
    adopt_rows()


def upgrade_schema() -> None:
    """Bring the schema to the newest version, and write down at the first time whether this is a demonstration; no
    more, where all rows are brought from elsewhere.

    Raises Misconfigured where a real database is opened as a demonstration, or the reverse.
    """
    _alembic().upgrade(alembic_config(), "head")
    with transaction():
        create_installation(demo=bool(current_app.config["DEMO"]))


def _alembic() -> ModuleType:
    return importlib.import_module("alembic.command")


@click.group("db")
def database() -> None:
    """Create and change the schema of the database."""


@database.command()
@with_appcontext
def upgrade() -> None:
    """Bring the schema to the newest version."""
    found = schema_in(db.engine)
    if found and found not in known_schemas():
        raise click.ClickException(f"The tables have version {found}, which this program does not know. {NEWER}")
    upgrade_database()
    click.echo("The database is up to date.")


@database.command()
@with_appcontext
def current() -> None:
    """Show which version the schema has."""
    _alembic().current(alembic_config(), verbose=True)


@database.command("check")
@with_appcontext
def check_models() -> None:
    """Fail when tables and models differ."""
    _alembic().check(alembic_config())


@database.command()
@click.option("-m", "--message", required=True, help="What the change is for.")
@with_appcontext
def revision(message: str) -> None:
    """Write a migration for what has changed in the models."""
    _alembic().revision(alembic_config(), message=message, autogenerate=True)
