"""Work that goes on beside the pages: a thread that does one thing again and again, until it is stopped."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

BEFORE_WORK = "before_work"

log = logging.getLogger(__name__)


class Worker(Thread):
    """Does its ``work`` at once and after each ``pause`` (seconds), inside the application. No failure ends it.

    Work that answers True has more to do, and goes on without a pause.
    """

    def __init__(self, app: Flask, work: Callable[[], object], *, pause: float) -> None:
        super().__init__(name=work.__name__, daemon=True)
        self.app, self.work, self.pause = app, work, pause
        self._stopped = Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            more: object = False
            try:
                with self.app.app_context():
                    for prepare in self.app.extensions.get(BEFORE_WORK, ()):
                        prepare()
                    more = self.work()
            except Exception:  # A database that is away comes back; a thread that died does not.
                log.exception("%s failed; it is tried again", self.name)
            if more is not True:
                self._stopped.wait(self.pause)

    def stop(self) -> None:
        """End the thread after what it is doing now."""
        self._stopped.set()
        self.join()


def before_work(app: Flask, prepare: Callable[[], object]) -> None:
    """Have something done each time before a thread of this application does its work."""
    app.extensions.setdefault(BEFORE_WORK, []).append(prepare)
