from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov import create_app
from egov.texts import use_language
from tests.conftest import settings


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application; nothing in this room needs its database."""
    folder: Path = tmp_path_factory.mktemp("hall")
    return create_app(settings(folder, f"sqlite:///{folder / 'never.sqlite'}"))


@pytest.fixture(autouse=True)
def at_the_counter(hall: Flask) -> Iterator[Flask]:
    """Somebody stands at the counter and fills in a form, in English."""
    with hall.test_request_context("/"), use_language("en"):
        yield hall
