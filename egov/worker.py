"""Work that goes on beside the pages: a thread that does one thing again and again, until it is stopped."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

log = logging.getLogger(__name__)


class Worker(Thread):
    """Does its ``work`` every ``pause`` seconds inside the application; no failure ends it."""

    def __init__(self, app: Flask, work: Callable[[], object], *, pause: float) -> None:
        super().__init__(name=work.__name__, daemon=True)
        self.app, self.work, self.pause = app, work, pause
        self._stopped = Event()

    def run(self) -> None:
        while not self._stopped.wait(self.pause):
            try:
                with self.app.app_context():
                    self.work()
            except Exception:  # A database that is away comes back; a thread that died does not.
                log.exception("%s failed; it is tried again", self.name)

    def stop(self) -> None:
        """End the thread after what it is doing now."""
        self._stopped.set()
        self.join()
