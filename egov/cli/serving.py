"""Serving pages, and ``egov worker``, which works beside them where something else serves the pages."""

import logging
import signal
from contextlib import suppress
from threading import Event

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError
from waitress import create_server

from egov.audit.leadership import CLOCK, leadership
from egov.audit.sequencer import sequence_all
from egov.cases.clockwork import ring_due
from egov.cli.context import with_appcontext
from egov.db import db
from egov.notifications.worker import start_worker
from egov.operating.logs import start_logging
from egov.operating.metrics import start_metrics
from egov.operating.telemetry import start_telemetry
from egov.publishing.crossing import bring_into_force
from egov.schema import check_tables
from egov.worker import Worker

CLOCK_PAUSE = 20.0  # Seconds between two looks at the alarms: they ring by the day.
LOG_PAUSE = 1.0  # Seconds between two checkpoints of the log.
CONNECTIONS = 400  # A browser keeps up to six open, and a room has many browsers. Windows waits for 512 at the most.
SILENCE = 30  # Seconds after which a connection on which nothing is asked is closed.


def serve(app: Flask, host: str, port: int) -> None:
    """Serve the application with its outbox and its clock until Ctrl+C."""
    start_logging(app)
    start_metrics(app)
    start_telemetry(app)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    workers = start_workers(app)
    by_proxy = app.config["TRUSTED_PROXIES"] > 0  # then what it says of the browser is heard, see egov.web
    server = create_server(
        app,
        host=host,
        port=port,
        threads=8,
        clear_untrusted_proxy_headers=not by_proxy,
        connection_limit=CONNECTIONS,
        channel_timeout=SILENCE,
    )
    try:
        server.run()
    finally:
        stop_workers(workers)


def start_workers(app: Flask) -> list[Worker]:
    """Begin to empty the outbox, to let the clock take its steps, and to publish the log."""
    own = [Worker(app, tick, pause=CLOCK_PAUSE), Worker(app, sequence_all, pause=LOG_PAUSE)]
    for each in own:
        each.start()
    return [start_worker(app), *own]


def stop_workers(workers: list[Worker]) -> None:
    """End all, each after what it is doing now."""
    for running in workers:
        running.stop()


def tick() -> int:
    """Bring editions into force whose day has come, then let the clock take its steps; how many there were.

    One process does it at a time; the others look again after their pause.
    """
    with leadership(CLOCK) as leads:
        return bring_into_force().changed + ring_due() if leads else 0


@click.command()
@with_appcontext
def worker() -> None:
    """Send what waits in the outbox and let the clock take its steps, until Ctrl+C (SIGINT) or SIGTERM."""
    told = Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: told.set())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    start_logging(app)
    with suppress(OperationalError):  # a database that is away comes back
        check_tables(db.engine)
    workers = start_workers(app)
    click.echo("The outbox is being emptied and the clock runs. Press Ctrl+C to stop.")
    while not told.wait(1):  # Windows hears of Ctrl+C only between two waits
        pass
    stop_workers(workers)
