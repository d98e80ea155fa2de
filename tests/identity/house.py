"""A house with the identity room alone, its visitors, and a real server where HTTP is spoken."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from egov.audit.models import Entry
from egov.config import ROOT, configure
from egov.country.formats import register_filters
from egov.country.pack import current_pack, load_pack
from egov.db import Model, db, init_db, transaction
from egov.identity.guards import official
from egov.identity.installation import create_installation
from egov.identity.models import Person
from egov.identity.seeds import seed_people
from egov.identity.setup import init_identity
from egov.oversight.views import blueprint as oversight
from egov.texts import _, current_language
from egov.web import allow, anyone, init_web, limiter

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "open-harbour-demo"


def build(folder: Path, **settings: Any) -> Flask:
    """An application that knows its people, and has two pages: one for all, one for officials."""
    app = Flask(
        "egov", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "egov/static"),
        instance_path=str(folder),
    )  # fmt: skip
    configure(app, {"TESTING": True, "DEMO": True, "RATELIMIT_ENABLED": False, **settings})
    app.extensions["pack"] = load_pack(ROOT / "countries" / "base")
    init_db(app)
    init_web(app)
    init_identity(app)
    app.register_blueprint(oversight)
    register_filters(app)
    app.jinja_env.globals["_"] = _
    app.context_processor(lambda: {"pack": current_pack(), "language": current_language(), "direction": "ltr"})
    app.add_url_rule("/", "home", allow(anyone)(lambda: "home"))
    app.add_url_rule("/office", "cases.queue", allow(official)(lambda: "office"))
    limiter.enabled = bool(app.config["RATELIMIT_ENABLED"])
    return app


def create_database(app: Flask, *, demo: bool = True) -> None:
    with app.app_context():
        Model.metadata.drop_all(db.engine)
        Model.metadata.create_all(db.engine)
        with transaction():
            create_installation(demo)
        if demo:
            with transaction():
                seed_people(current_pack())


class Visitor:
    """Somebody at a browser."""

    def __init__(self, app: Flask, browser: str = FIREFOX) -> None:
        self.app = app
        self.http = app.test_client()
        self.headers = {"User-Agent": browser}

    def get(self, path: str) -> TestResponse:
        return self.http.get(path, headers=self.headers)

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.http.post(path, data={"csrf_token": self.csrf_token(), **fields}, headers=self.headers)

    def csrf_token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in/official").text)
        assert found
        return found[1]

    def sign_in(self, persona: str) -> TestResponse:
        return self.post("/demo/sign-in", persona=persona)

    def password(self, username: str, password: str, **fields: str) -> TestResponse:
        return self.post("/sign-in/official", username=username, password=password, **fields)

    @property
    def is_signed_in(self) -> bool:
        return self.get("/account").status_code == 200


def entries(app: Flask, action: str = "") -> list[Entry]:
    """The log, or its entries of one kind, the oldest first."""
    with app.app_context():
        query = select(Entry).order_by(Entry.id)
        return list(db.session.scalars(query.where(Entry.action == action) if action else query))


def person_named(app: Flask, name: str) -> Person:
    with app.app_context():
        return db.session.scalars(select(Person).where(Person.name == name)).one()


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """A test that passes has nothing to say."""


@contextmanager
def served(wsgi: Any) -> Iterator[str]:
    """The address of a real server on this machine that runs a WSGI application for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, wsgi, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
