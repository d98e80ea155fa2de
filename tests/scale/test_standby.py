"""A standby of PostgreSQL serves what only reads, and refuses the rest with a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov import create_app
from egov.audit.sequencer import sequence_all
from egov.db import db
from egov.schema import check_tables
from tests.conftest import settings
from tests.support.databases import postgresql_programs, postgresql_server
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]


@pytest.fixture
def standby(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a standby of the server that has the database."""
    _publish(create_app(settings(tmp_path, database_url)))
    server, _slash, name = database_url.rpartition("/")
    programs = postgresql_programs()
    assert programs
    with postgresql_server(programs, follows=server) as url:
        app = create_app(settings(tmp_path, f"{url}/{name}"))
        yield app
        with app.app_context():
            db.engine.dispose()


def _publish(primary: Flask) -> None:
    """What waits longer for its place in the log is a finding."""
    with primary.app_context():
        sequence_all()
        db.engine.dispose()


def test_a_standby_shows_public_pages_and_is_checked(standby: Flask) -> None:
    with standby.app_context():
        check_tables(db.engine)
    visitor = Visitor(standby)
    visitor.open("/").has("Dog licence")
    visitor.open("/services/dog_licence").has("Start now").press("Start now", status=503)
    visitor.has("We cannot save or read anything now")
    visitor.open("/published").open("/readyz")
    verified = standby.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output
