"""How many connections a process keeps comes from the settings; who gets none in time is told so."""

from pathlib import Path

import pytest

from egov import create_app
from egov.db import db
from tests.conftest import settings
from tests.support.visitor import Visitor


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_when_all_connections_are_busy_a_citizen_is_asked_to_wait(database_url: str, tmp_path: Path) -> None:
    pool = {"DATABASE_POOL_SIZE": 1, "DATABASE_POOL_OVERFLOW": 0, "DATABASE_POOL_TIMEOUT": 1}
    app = create_app({**settings(tmp_path, database_url), **pool})
    visitor = Visitor(app)
    with app.app_context():
        engine = db.engine
    with engine.connect():
        visitor.open("/services/dog_licence", status=503).has("We cannot save or read anything now")
    visitor.open("/services/dog_licence").has("Start now")
    engine.dispose()
