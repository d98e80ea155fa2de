"""What somebody else does at the same moment: between two statements of the one who is looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Thread, get_ident
from typing import Any

from flask import Flask
from sqlalchemy import event

from egov.db import ENGINE


def at_each_statement(app: Flask, work: Callable[[], object], deed: Callable[[], object]) -> int:
    """Do the work again and again, each time with the deed before a later statement; how many statements it has."""
    for number in count():
        done: list[bool] = []
        with app.app_context(), _before_statement(app, number, lambda: done.append(_elsewhere(app, deed))):  # noqa: B023
            work()
        if not done:
            return number
        assert done == [True]
    raise AssertionError


@contextmanager
def _before_statement(app: Flask, number: int, deed: Callable[[], object]) -> Iterator[None]:
    asked, mine = count(), get_ident()

    def note(*_statement: Any) -> None:
        if get_ident() == mine and next(asked) == number:
            deed()

    engine = app.extensions[ENGINE]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _elsewhere(app: Flask, deed: Callable[[], object]) -> bool:
    """In another thread, with a session of its own; whether all went well there."""
    well: list[bool] = []

    def do() -> None:
        with app.app_context():
            deed()
        well.append(True)

    thread = Thread(target=do)
    thread.start()
    thread.join()
    return bool(well)
