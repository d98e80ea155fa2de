"""The database and its tables."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from egov.db import db
from egov.operating.findings import Finding, wrong
from egov.schema import known_schemas, newest_schema, schema_in
from egov.texts import _

NEWER = _("Another release has changed them: install that one, or bring back the backup from before it.")
AWAY = _("The database does not answer.")
LOOK = _("Look whether its server runs, and whether DATABASE_URL and its password are right.")
UPGRADE = (_("Bring the tables up to date."), "flask --app egov db upgrade")


def database_answers() -> Iterator[Finding]:
    """Whether the database can be asked."""
    try:
        with db.reading.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        yield wrong(AWAY, LOOK)


def schema_is_newest() -> Iterator[Finding]:
    """Whether the tables are those of this program."""
    found, wanted = schema_in(db.engine), newest_schema()
    if not found:
        yield wrong(_("The database has no tables yet."), *UPGRADE)
    elif found not in known_schemas():
        yield wrong(_("The tables have version %(found)s, which this program does not know.", found=found), NEWER)
    elif found != wanted:
        sentence = _(
            "The tables have version %(found)s, and this program needs %(wanted)s.", found=found, wanted=wanted
        )
        yield wrong(sentence, *UPGRADE)
