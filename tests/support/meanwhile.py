"""What somebody else does at the same moment: between two statements of the one who is looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Thread, get_ident
from typing import Any

from flask import Flask
from sqlalchemy import event, text

from egov.db import ENGINE, TURN

A_MOMENT = 0.01  # seconds until we look again whether he waits
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def at_each_statement(app: Flask, work: Callable[[], object], deed: Callable[[], object]) -> int:
    """Do the work again and again, each time with the deed before a later statement; how many statements it has."""

    def in_a_session_of_its_own() -> None:
        with app.app_context():
            deed()

    for number in count():
        asked = count()
        with app.app_context():
            if not _beside(app, lambda _statement: next(asked) == number, work, in_a_session_of_its_own):  # noqa: B023
                return number
    raise AssertionError


def beside(app: Flask, before: str, work: Callable[[], object], deed: Callable[[], object]) -> None:
    """Do the work, and the deed just before its first statement with these words."""
    assert _beside(app, lambda statement: before in statement, work, deed), f"nothing was sent with {before!r}"


def _beside(app: Flask, comes: Callable[[str], bool], work: Callable[[], object], deed: Callable[[], object]) -> bool:
    """Whether the statement came. The deed is done to its end before it, or until it must wait for the work; then it
    ends after the work."""
    begun: list[Deed] = []

    def begin(statement: str) -> None:
        if not begun and comes(statement):
            begun.append(Deed(app, deed))
            begun[0].goes_as_far_as_it_can()

    with _before_each_statement(app, begin):
        work()
    for one in begun:
        one.ends()
    return bool(begun)


class Deed:
    """What is done in another thread."""

    def __init__(self, app: Flask, deed: Callable[[], object]) -> None:
        self._app, self._deed = app, deed
        self._went_wrong: list[BaseException] = []
        self._thread = Thread(target=self._do)

    def goes_as_far_as_it_can(self) -> None:
        """Begin, and come back when it is done or waits: for a lock of PostgreSQL, or for the one writer of SQLite."""
        turn = self._app.extensions[TURN]
        must_wait = turn is not None and turn.locked()
        self._thread.start()
        while not must_wait and self._thread.is_alive():
            self._thread.join(A_MOMENT)
            must_wait = turn is None and self._waits_for_a_lock()

    def ends(self) -> None:
        """Wait for it. Raises what it raised."""
        self._thread.join()
        if self._went_wrong:
            raise self._went_wrong[0]

    def _do(self) -> None:
        try:
            self._deed()
        except BaseException as problem:  # it is raised where the end is waited for
            self._went_wrong.append(problem)

    def _waits_for_a_lock(self) -> bool:
        with self._app.extensions[ENGINE].connect() as connection:
            return bool(connection.scalar(WAITING))


@contextmanager
def _before_each_statement(app: Flask, told: Callable[[str], object]) -> Iterator[None]:
    """Tells each statement that this thread sends."""
    mine = get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if get_ident() == mine:
            told(statement)

    engine = app.extensions[ENGINE]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
