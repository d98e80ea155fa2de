"""Joins the commands to the application."""

from flask import Flask

from egov.cli.audit import audit
from egov.cli.checks import check
from egov.cli.course import course
from egov.cli.database import database
from egov.cli.doctor import doctor
from egov.cli.export import export
from egov.cli.leaving import remove_official, set_password
from egov.cli.officials import add_official
from egov.cli.registers import load_register
from egov.cli.retention import retention
from egov.cli.scaffold import new_service
from egov.cli.serving import worker
from egov.cli.simulate import simulate
from egov.cli.tamper import tamper
from egov.cli.texts import texts
from egov.cli.verify import verify


def init_commands(app: Flask) -> None:
    """Register all commands with Flask's command line."""
    for_builders = (check, new_service, simulate, texts, export, course)
    for_officials = (add_official, remove_official, set_password, retention)
    for command in (*for_builders, *for_officials, worker, database, load_register, verify, audit, tamper, doctor):
        app.cli.add_command(command)
