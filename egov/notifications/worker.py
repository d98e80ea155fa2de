"""The thread that empties the outbox while the application runs."""

from flask import Flask

from egov.notifications.delivery import PORTION, deliver_due
from egov.worker import Worker

PAUSE = 1.0  # Seconds between two looks into the outbox.


def start_worker(app: Flask) -> Worker:
    """Begin to empty the outbox of an application."""
    worker = Worker(app, empty_outbox, pause=PAUSE)
    worker.start()
    return worker


def empty_outbox() -> bool:
    """Send what is due; whether it was so much that more may wait."""
    return deliver_due() == PORTION
