"""Which version the tables have, and which one this program needs, without loading Alembic."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from egov.engine import ALONE
from egov.errors import Misconfigured

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "schema_version_core"  # Each module that has tables gets a table of its own; the core comes first.
NAMES = re.compile(r"^(revision|down_revision)\b[^=]*= *['\"](\w+)['\"]", re.MULTILINE)


NO_TABLES = "The database of DATABASE_URL has no tables yet. Make them with: flask --app egov db upgrade"


@cache
def known_schemas() -> tuple[str, ...]:
    """The migrations of this program, the last one first: the one that no other follows."""
    versions = (MIGRATIONS / "versions").glob("*.py")
    names = [dict(NAMES.findall(path.read_text(encoding="utf-8"))) for path in versions]
    followed = {each.get("down_revision") for each in names}
    return tuple(sorted((each["revision"] for each in names), key=followed.__contains__))


def newest_schema() -> str:
    """The version that this program needs."""
    return known_schemas()[0]


def schema_in(engine: Engine) -> str:
    """The version of the tables, empty where there are none. Raises OperationalError where no database answers."""
    reading = engine.execution_options(**{ALONE: True})
    if not inspect(reading).has_table(VERSION_TABLE):
        return ""
    with reading.connect() as connection:
        return str(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) or "")  # noqa: S608 - a constant


def check_tables(engine: Engine) -> None:
    """Raises Misconfigured where there are no tables, OperationalError where no database answers."""
    if not schema_in(engine):
        raise Misconfigured(NO_TABLES)
