from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov import create_app
from egov.texts import use_language
from tests.conftest import settings


@pytest.fixture(scope="session")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application; what compares editions needs no database."""
    folder: Path = tmp_path_factory.mktemp("ministry")
    return create_app(settings(folder, f"sqlite:///{folder / 'never.sqlite'}"))


@pytest.fixture
def at_the_ministry(ministry: Flask) -> Iterator[Flask]:
    """Somebody reads laws there, in English."""
    with ministry.test_request_context("/"), use_language("en"):
        yield ministry
