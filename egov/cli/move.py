"""``egov move``: from the SQLite file to PostgreSQL, verified row by row and by the audit log."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, delete, exists, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from egov import create_app
from egov.audit.adoption import VOUCHED
from egov.audit.models import Entry
from egov.audit.sequencer import LogDamaged, sequence_all
from egov.audit.verification import WAITS_STILL, verify_log
from egov.cli.context import with_appcontext
from egov.cli.database import upgrade_schema
from egov.cli.progress import say, say_no_more
from egov.config import defaults
from egov.copying import copy_tables, differences, tables_with_rows
from egov.db import db
from egov.identity.models import Installation
from egov.models import metadata
from egov.schema import VERSION_TABLE, newest_schema, schema_in

MOST_LINES = 10
NEXT = """\
{rows} rows are in PostgreSQL as they were in SQLite, and the audit log vouches for them.
What to do now:
  1. Set FLASK_DATABASE_URL to {url}
     (the password in FLASK_DATABASE_PASSWORD_FILE) for the pages, the worker and all commands.
  2. Leave all other settings: keys ({KEYS_FOLDER}), files ({FILES_FOLDER})
     and the published log ({LOG_FOLDER}) stay where they are.
  3. Start the pages and the worker. Keep the SQLite file, but never serve from it again: it would grow apart."""


class NotMoved(Exception):
    """Why nothing was moved, in a sentence with its cure."""


@click.command("move")
@click.option("--to", "url", required=True, help="postgresql+psycopg://USER:PASSWORD@SERVER/DATABASE, which is empty.")
@with_appcontext
def move(url: str) -> None:
    """Move this installation from SQLite to PostgreSQL. Nobody can write meanwhile; SQLite is left as it is."""
    try:
        rows = move_database(url)
    except NotMoved as problem:
        sys.exit(f"Nothing was moved. {problem}")
    except DBAPIError as problem:
        sys.exit(f"Nothing was moved. The database says: {problem.orig}")
    except LogDamaged as damage:
        sys.exit(f"Nothing was moved. The log is damaged. {damage} Look at it first: egov audit verify.")
    say_no_more()
    click.echo(NEXT.format(**current_app.config, rows=rows, url=make_url(url).render_as_string()))


def move_database(url: str) -> int:
    """Copy everything into the empty database at ``url`` and verify it there; how many rows there are.

    Raises NotMoved, and then the target has no rows; sqlalchemy.exc.DBAPIError; LogDamaged.
    """
    source = db.engine
    _check_source(source)
    _check_target(url)
    sequence_all()
    with _locked(source) as reading, _emptied_at_failure(url) as target:
        with target.begin() as writing:
            for born_with in (Installation, Entry):  # as each database of ours is; the real ones come
                writing.execute(delete(born_with))
            rows = _copy(reading, writing)
        with target.connect() as there:
            _check_rows(reading, there)
        _check_log()
        with target.begin() as planner:
            planner.execute(text("ANALYZE"))  # who plans without knowing the tables reads them whole
    return rows


def _check_source(source: Engine) -> None:
    if source.dialect.name != "sqlite":
        raise NotMoved("This installation is not on SQLite: its database server has its own tools for moving.")
    _check_schema(source, "This database", "Bring it up to date first: egov db upgrade.")
    unknown = _tables_of(source) - {*metadata.tables}
    if unknown:
        raise NotMoved(
            f"This database has tables that are not ours: {', '.join(sorted(unknown))}. Take them out first."
        )


def _check_target(url: str) -> None:
    """Raises NotMoved for a target that is not PostgreSQL, does not answer, or has something in it."""
    try:
        target = create_engine(url, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as problem:
        raise NotMoved("Write the address as postgresql+psycopg://USER@SERVER/DATABASE.") from problem
    if target.dialect.name != "postgresql":
        raise NotMoved("The target must be PostgreSQL: postgresql+psycopg://USER@SERVER/DATABASE.")
    try:
        if inspect(target).get_table_names():
            _check_schema(target, "The target", "Name an empty database.")
            _check_empty(target)
    finally:
        target.dispose()


def _check_empty(target: Engine) -> None:
    unknown = _tables_of(target) - {*metadata.tables}
    with target.connect() as connection:
        filled = {*tables_with_rows(metadata, connection)} - {Installation.__tablename__}
        if not connection.scalar(select(exists().where(Entry.action != VOUCHED))):
            filled -= {Entry.__tablename__}
    if unknown or filled:
        names = ", ".join(sorted(unknown | filled))
        raise NotMoved(f"The target is not empty: it has {names}. Name an empty database.")


def _check_schema(engine: Engine, which: str, cure: str) -> None:
    found, needed = schema_in(engine), newest_schema()
    if found != needed:
        raise NotMoved(
            f"{which} has the schema {found or 'of another program'}, and this program needs {needed}. {cure}"
        )


def _tables_of(engine: Engine) -> set[str]:
    return {*inspect(engine).get_table_names()} - {VERSION_TABLE}


@contextmanager
def _locked(source: Engine) -> Iterator[Connection]:
    """A look at the source that keeps everybody from writing until its end, as ``BEGIN IMMEDIATE`` does."""
    db.session.rollback()
    with source.connect().execution_options(writing=True) as connection, connection.begin() as lock:
        yield connection
        lock.rollback()


@contextmanager
def _emptied_at_failure(url: str) -> Iterator[Engine]:
    """The application on the target, with its tables and inside its context; after an error no row stays there."""
    settings = {key: current_app.config[key] for key in defaults(Path(current_app.instance_path))}
    app = create_app({**settings, "DATABASE_URL": url, "DATABASE_PASSWORD": ""})
    with app.app_context():
        upgrade_schema()
        try:
            yield db.engine
        except BaseException:
            _empty(db.engine)
            raise
        finally:
            db.session.close()
            db.engine.dispose()


def _empty(target: Engine) -> None:
    db.session.rollback()
    names = ", ".join(target.dialect.identifier_preparer.format_table(table) for table in metadata.sorted_tables)
    with target.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))


def _copy(reading: Connection, writing: Connection) -> int:
    copied = Counter[str]()

    def told(table: str, rows: int) -> None:
        copied[table] += rows
        say(f"copied: {table} {copied[table]}")

    copy_tables(metadata, reading, writing, told)
    return copied.total()


def _check_rows(here: Connection, there: Connection) -> None:
    compared = Counter[str]()

    def told(table: str, rows: int) -> None:
        compared[table] += rows
        say(f"compared: {table} {compared[table]}")

    with closing(differences(metadata, here, there, told)) as wrong:
        found = [f"{one.table} {one.key}: {one.what}" for one in islice(wrong, MOST_LINES)]
    if found:
        raise NotMoved("\n".join(["These rows are not the same in the target, which was emptied again.", *found]))


def _check_log() -> None:
    verdict = verify_log(without=WAITS_STILL, progress=lambda what, count: say(f"verified: {what} {count}"))
    if not verdict.clean:
        found = [str(one) for one in verdict.findings[:MOST_LINES]]
        raise NotMoved("\n".join(["The audit log does not vouch for it, and the target was emptied again.", *found]))
