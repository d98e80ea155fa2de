"""What the tests of this room share: the password door, the log, and a real server where HTTP is spoken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from egov import create_app
from egov.audit.models import Entry
from egov.db import db
from egov.identity.models import Person
from egov.models import metadata
from tests.support.visitor import Visitor

PASSWORD = "open-harbour-demo"


def knock(visitor: Visitor, username: str, password: str, *, target: str = "", status: int = 200) -> Visitor:
    """Try to sign in as an official, on the way to a page."""
    visitor.open(f"/sign-in/official?next={quote(target)}")
    return visitor.press("Sign in", status, username=username, password=password)


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.client.get("/account").status_code == 200


def empty_house(folder: Path, **settings: Any) -> Flask:
    """An application on a new and empty SQLite database; no demonstration, unless the settings say so."""
    app = create_app({
        "TESTING": True,
        "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite'}",
        "KEYS_FOLDER": str(folder / "keys"),
        "RATELIMIT_ENABLED": False,
        **settings,
    })  # fmt: skip
    with app.app_context():
        metadata.create_all(db.engine)
        db.engine.dispose()
    return app


def entries(app: Flask, action: str = "") -> list[Entry]:
    """What happened since the house was made, or what of one kind, the oldest first."""
    with app.app_context():
        query = select(Entry).where(Entry.action.not_in(("role_given", "tables_vouched"))).order_by(Entry.id)
        return list(db.session.scalars(query.where(Entry.action == action) if action else query))


def person_named(app: Flask, name: str) -> Person:
    with app.app_context():
        return db.session.scalars(select(Person).where(Person.name == name)).one()


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A test that passes has nothing to say."""


@contextmanager
def served(wsgi: Any, *, threaded: bool = True) -> Iterator[str]:
    """The address of a real server on this machine that runs a WSGI application for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, wsgi, threaded=threaded, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
