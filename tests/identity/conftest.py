"""The site on a real server."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.identity.house import served


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The address of the site, since site and provider talk to each other over HTTP."""
    with served(app) as base_url:
        app.config["BASE_URL"] = base_url
        yield base_url
