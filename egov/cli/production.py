"""What must be right before real citizens are served: an unsafe setting stops the start with a sentence and a cure."""

import logging
import sys
from collections.abc import Iterator

import click
from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from egov import create_app
from egov.cli.serving import serve
from egov.country.pack import current_pack
from egov.db import db
from egov.errors import Misconfigured
from egov.identity.installation import check_demo
from egov.operating.logs import start_logging
from egov.operating.metrics import start_shared_metrics
from egov.operating.request_log import JSON
from egov.operating.telemetry import start_telemetry
from egov.schema import check_tables

# What stands in samples and tutorials, and what everybody therefore knows.
SAMPLES = ("change-me", "changeme", "change_me", "dev", "secret", "secret-key", "password", "sample", "test", "egov")
SHORTEST_SECRET = 32  # characters

log = logging.getLogger(__name__)


def production_app() -> Flask:
    """The application for a web server such as gunicorn; it ends the process where a setting is unsafe.

    It keeps no connection, so that the server may fork workers after it.
    """
    try:
        app = checked(create_app())
        start_shared_metrics(app)
        start_telemetry(app)
    except Misconfigured as problem:
        sys.exit(f"egov cannot start. {problem}")
    start_logging(app)
    return app


@click.command("serve")
@click.option("--port", default=8000, show_default=True, help="Where the pages are served.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen at.")
def serve_command(port: int, host: str) -> None:
    """Serve real citizens from one process, with outbox, clock and log; a server before it does TLS."""
    app = checked(create_app())
    with app.app_context():
        click.echo(f"{current_pack().name} is served at http://{host}:{port}. Press Ctrl+C to stop.")
    serve(app, host, port)


def checked(app: Flask) -> Flask:
    """The application, if it may serve real citizens. Raises Misconfigured with all that is unsafe, a sentence each."""
    problems = list(unsafe_settings(app))
    if problems:
        raise Misconfigured("\n".join(problems))
    with app.app_context():
        try:
            _check_database(app)
        except OperationalError as away:  # it is asked again before the first answer
            log.warning("the database does not answer yet: %s", away.orig)
        db.engine.dispose()
    return app


def _check_database(app: Flask) -> None:
    check_tables(db.engine)
    check_demo(app)


def unsafe_settings(app: Flask) -> Iterator[str]:
    """What is wrong with the settings, a sentence each that ends with the cure."""
    if app.debug or app.testing:
        yield "Debugging is on: it shows the inside of the program to everybody. Take out FLASK_DEBUG and TESTING."
    if app.config["DEMO"]:
        yield (
            "DEMO is on: everybody could be anybody. Set FLASK_DEMO=false (without it a folder where nothing else was "
            "begun counts as a demonstration); a demonstration starts with: egov demo"
        )
    if not app.config["BASE_URL"].startswith("https://"):
        yield (
            f"BASE_URL is {app.config['BASE_URL']}: cookies would travel where everybody can read them. "
            "Set FLASK_BASE_URL to the https:// address that citizens type."
        )
    for name in ("SECRET_KEY", "PAYMENT_SECRET"):
        if is_sample(app.config[name]) or len(app.config[name]) < SHORTEST_SECRET:
            yield (
                f"{name} can be guessed. Take out FLASK_{name}, then a good one is made in the keys folder; "
                f"or set at least {SHORTEST_SECRET} random characters."
            )
    if is_sample(make_url(app.config["DATABASE_URL"]).password or ""):
        yield "The password of the database is the one of a sample. Change it, and FLASK_DATABASE_PASSWORD with it."
    if app.config["LOG_FORMAT"] != JSON:
        yield "LOG_FORMAT is text: mistakes would be logged with what people wrote. Take out FLASK_LOG_FORMAT."
    if not app.config["WTF_CSRF_ENABLED"] or not app.config["RATELIMIT_ENABLED"]:
        yield "A protection is switched off. Take WTF_CSRF_ENABLED and RATELIMIT_ENABLED out of the settings."


def is_sample(secret: str) -> bool:
    """Whether everybody knows this secret."""
    return secret.lower() in SAMPLES
