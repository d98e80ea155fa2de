"""Serving pages, and ``egov worker``, which empties the outbox where the pages are served by something else."""

import logging
import time

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from waitress import create_server

from egov.notifications.worker import start_worker


def serve(app: Flask, host: str, port: int) -> None:
    """Serve the application with its outbox until Ctrl+C."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    outbox = start_worker(app)
    server = create_server(app, host=host, port=port, threads=8)
    try:
        server.run()
    finally:
        outbox.stop()


@click.command()
@with_appcontext
def worker() -> None:
    """Send what waits in the outbox, until Ctrl+C."""
    running = start_worker(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("The outbox is being emptied. Press Ctrl+C to stop.")
    try:
        while running.is_alive():
            time.sleep(1)
    except KeyboardInterrupt:
        running.stop()
