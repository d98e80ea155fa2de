"""What this database was created as: a demonstration never becomes real, nor a real one a demonstration."""

from flask import Flask, current_app
from sqlalchemy import select

from egov.clock import now
from egov.db import db
from egov.errors import Misconfigured
from egov.identity.models import Installation

NOT_A_DEMO = (
    "DEMO is on, but the database of DATABASE_URL was not created as a demonstration. "
    "Turn DEMO off, or name a new database and run the demo command."
)
IS_A_DEMO = (
    "The database of DATABASE_URL was created as a demonstration, but DEMO is off. "
    "Name a new database, or turn DEMO on."
)


def create_installation(demo: bool) -> Installation:
    """Write down what this database is, once and for ever. Raises Misconfigured where it is the other kind already."""
    row = db.session.scalar(select(Installation))
    if row is None:
        row = Installation(demo=demo, created_at=now())
        db.session.add(row)
        db.session.flush()
    if row.demo != demo:
        raise Misconfigured(NOT_A_DEMO if demo else IS_A_DEMO)
    return row


def is_demo() -> bool:
    """Whether this is a demonstration: by its settings and by its database."""
    return bool(current_app.config["DEMO"]) and db.session.scalar(select(Installation.demo)) is True


def check_demo(app: Flask) -> None:
    """Refuse to run where the setting DEMO and the database disagree. Raises Misconfigured."""
    created_as_demo = db.session.scalar(select(Installation.demo))
    if app.config["DEMO"] and not created_as_demo:
        raise Misconfigured(NOT_A_DEMO)
    if created_as_demo and not app.config["DEMO"]:
        raise Misconfigured(IS_A_DEMO)
