"""Real database, real pages, real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov.db import db
from tests.identity.house import Visitor, build, create_database, served


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = build(tmp_path)
    create_database(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def another(app: Flask) -> Callable[[], Visitor]:
    """More people at more browsers."""
    return lambda: Visitor(app, "Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1")


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The site on a real server, since site and provider talk to each other over HTTP."""
    with served(app) as base_url:
        app.config["BASE_URL"] = base_url
        yield base_url
