"""The thread that empties the outbox while the application runs."""

import logging
from threading import Event, Thread

from flask import Flask

from egov.notifications.delivery import deliver_due

PAUSE = 1.0  # Seconds between two looks into the outbox.

log = logging.getLogger(__name__)


class Worker(Thread):
    """Delivers every second until it is stopped; no failure ends it."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="outbox", daemon=True)
        self.app = app
        self._stopped = Event()

    def run(self) -> None:
        while not self._stopped.wait(PAUSE):
            try:
                with self.app.app_context():
                    deliver_due()
            except Exception:  # A database that is away comes back; a thread that died does not.
                log.exception("the outbox could not be emptied; it is tried again")

    def stop(self) -> None:
        """End the thread after the message that is on its way."""
        self._stopped.set()
        self.join()


def start_worker(app: Flask) -> Worker:
    """Begin to empty the outbox of an application."""
    worker = Worker(app)
    worker.start()
    return worker
