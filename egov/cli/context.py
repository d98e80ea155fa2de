"""Commands inside the application, at the time that it shows."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

from flask import cli, current_app
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from egov.db import db
from egov.identity.models import Installation
from egov.timemachine.operations import set_clock


def with_appcontext(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application; beside a demonstration, at the time that its pages show.

    A command that wrote with the clock of the machine after a journey would look like one who dates entries back.
    """

    @wraps(command)
    def at_its_time(*args: Any, **kwargs: Any) -> Any:
        if current_app.config["DEMO"]:
            with suppress(DBAPIError):  # a database that does not answer: the command has its own words for that
                _travel_along()
        return command(*args, **kwargs)

    return cli.with_appcontext(at_its_time)


def _travel_along() -> None:
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return  # to look would make the file
    if inspect(db.reading).has_table(Installation.__tablename__):
        set_clock()
        db.session.close()  # the command begins with no connection in its hands
