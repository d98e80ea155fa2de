"""The console script ``egov``."""

import sys
from importlib.metadata import entry_points

from click import Context, version_option
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError, OperationalError

from egov import create_app
from egov.cli.backup import backup_command, restore_command
from egov.cli.demo import demo
from egov.cli.load_demo import load_demo
from egov.cli.move import move
from egov.cli.production import serve_command
from egov.cli.publish import publish_command
from egov.cli.witness import witness
from egov.errors import Misconfigured
from egov.operating.checks.database import AWAY, LOOK
from egov.schema import NO_TABLES


class OurGroup(FlaskGroup):
    """Flask's command line with our commands. What libraries add to it works, and is not listed among ours."""

    def list_commands(self, ctx: Context) -> list[str]:
        foreign = entry_points(group="flask.commands").names
        return [name for name in super().list_commands(ctx) if name not in foreign]


group = OurGroup(create_app=create_app, help="egov: citizen services on one shared layer.", add_version_option=False)
version_option(package_name="egov", message="egov %(version)s")(group)
group.add_command(backup_command)
group.add_command(demo)
group.add_command(load_demo)
group.add_command(move)
group.add_command(publish_command)
group.add_command(restore_command)
group.add_command(serve_command)
group.add_command(witness)


def main() -> None:
    """Run a command; a wrong configuration, a database that is away or one without tables ends it with one sentence."""
    try:
        group.main(prog_name="egov")
    except Misconfigured as problem:
        sys.exit(f"egov cannot start. {problem}")
    except OperationalError as problem:
        sys.exit(
            f"{NO_TABLES}. A demonstration makes its own: egov demo" if _has_no_tables(problem) else _away(problem)
        )
    except DBAPIError as problem:
        if not _has_no_tables(problem):
            raise
        sys.exit(f"{NO_TABLES}. A demonstration makes its own: egov demo")


def _away(problem: OperationalError) -> str:
    """The doctor's sentence, with the first line of what the database or its driver said."""
    said = next(iter(str(problem.orig).strip().splitlines()), "")
    return f"{AWAY} {LOOK}\n{said}"


def _has_no_tables(problem: DBAPIError) -> bool:
    """Whether this is what SQLite and PostgreSQL say of a table that is not there."""
    return "no such table" in str(problem.orig) or type(problem.orig).__name__ == "UndefinedTable"


if __name__ == "__main__":
    main()
