"""Joins the commands to the application."""

from flask import Flask

from egov.cli.checks import check
from egov.cli.database import database
from egov.cli.scaffold import new_service
from egov.cli.serving import worker


def init_commands(app: Flask) -> None:
    """Register all commands with Flask's command line."""
    for command in (worker, database, check, new_service):
        app.cli.add_command(command)
