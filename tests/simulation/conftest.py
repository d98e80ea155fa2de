from collections.abc import Iterator

import pytest
from flask import Flask

from egov import create_app
from egov.texts import use_language


@pytest.fixture(scope="module")
def house() -> Iterator[Flask]:
    """The application for what needs the country and the services, and no database."""
    app = create_app({"TESTING": True, "DEMO": True, "DATABASE_URL": "sqlite://"})
    with app.app_context(), use_language("en"):
        yield app
