"""The console script ``egov``."""

import sys

from flask.cli import FlaskGroup

from egov import create_app
from egov.cli.backup import backup_command, restore_command
from egov.cli.demo import demo
from egov.cli.load_demo import load_demo
from egov.cli.move import move
from egov.cli.production import serve_command
from egov.cli.publish import publish_command
from egov.cli.witness import witness
from egov.errors import Misconfigured

group = FlaskGroup(create_app=create_app, help="egov: citizen services on one shared layer.", add_version_option=False)
group.add_command(backup_command)
group.add_command(demo)
group.add_command(load_demo)
group.add_command(move)
group.add_command(publish_command)
group.add_command(restore_command)
group.add_command(serve_command)
group.add_command(witness)


def main() -> None:
    """Run a command; a wrong configuration ends it with one sentence."""
    try:
        group.main(prog_name="egov")
    except Misconfigured as problem:
        sys.exit(f"egov cannot start. {problem}")


if __name__ == "__main__":
    main()
