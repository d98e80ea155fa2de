from collections.abc import Iterator

import pytest
from flask import Flask

from egov import create_app


@pytest.fixture(scope="module")
def house() -> Iterator[Flask]:
    """The application for what needs the country and the services, and no database."""
    app = create_app({"TESTING": True, "DEMO": True, "DATABASE_URL": "sqlite://"})
    with app.app_context():
        yield app
