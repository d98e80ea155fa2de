"""Which version the tables have, and which one this program needs, without loading Alembic."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text

from egov.db import db

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
TABLE = "schema_version_core"
NAMES = re.compile(r"^(revision|down_revision)\b[^=]*= *['\"](\w+)['\"]", re.MULTILINE)


@cache
def newest_schema() -> str:
    """The last migration of this program: the one that no other follows."""
    names = [dict(NAMES.findall(path.read_text(encoding="utf-8"))) for path in VERSIONS.glob("*.py")]
    followed = {each.get("down_revision") for each in names}
    return next(str(each["revision"]) for each in names if each["revision"] not in followed)


def schema_of_database() -> str:
    """The version of the tables, empty where there are none. Raises OperationalError where no database answers."""
    if not inspect(db.engine).has_table(TABLE):
        return ""
    with db.engine.connect() as connection:
        return str(connection.scalar(text(f"SELECT version_num FROM {TABLE}")) or "")  # noqa: S608 - a constant
