from collections.abc import Iterator
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.payments.till import Till


class OutsideClient(FlaskClient):
    """A browser outside the test's own application context: inside, Flask lets all requests share one ``g``."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def till(app: Flask) -> Iterator[Till]:
    """The payments of a demonstration that offers all its banks."""
    app.test_client_class = OutsideClient
    with app.app_context():
        yield Till(app)
