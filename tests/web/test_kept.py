"""What is kept of a page is the same for everybody who sees it: no page differs from one that is rendered anew."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov import create_app
from egov.db import db
from egov.kept import PIECES
from tests.conftest import settings
from tests.support.visitor import Visitor

ADDRESSES = ("/", "/?q=dog", "/services/dog_licence", "/services/parking_fine", "/verify", "/resume", "/my")
READERS = ("", "amina", "omar", "ruth", "tala", "sam")
TOKEN = re.compile(r'(name="csrf_token" value=")[^"]+')


def pages_of(app: Flask, reader: str, language: str) -> list[str]:
    """What somebody gets to see, address by address, without the tokens of the forms."""
    visitor = Visitor(app, language)
    if reader:
        visitor.sign_in(reader)
    answers = [visitor.client.get(address, follow_redirects=True) for address in ADDRESSES]
    return [TOKEN.sub(r"\1", answer.get_data(as_text=True)) for answer in answers]


@pytest.fixture
def forgetful(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The same application on the same database; it reads its templates again and again and keeps nothing."""
    other = create_app(settings(tmp_path, app.config["DATABASE_URL"]) | {"TEMPLATES_AUTO_RELOAD": True})
    yield other
    with other.app_context():
        db.engine.dispose()


def test_whoever_comes_second_sees_nothing_of_the_first(app: Flask, forgetful: Flask) -> None:
    for _time in range(2):
        for reader in READERS:
            for language in ("en", "ar"):
                assert pages_of(app, reader, language) == pages_of(forgetful, reader, language), (reader, language)
    assert app.extensions[PIECES]


def test_what_is_kept_holds_no_name_and_no_token(app: Flask) -> None:
    for reader in READERS:
        pages_of(app, reader, "en")
    pieces = "".join(app.extensions[PIECES].values())
    assert "Main menu" in pieces
    assert "csrf_token" not in pieces
    assert not [name for name in ("Amina", "Omar", "Ruth", "Tala", "Sam Okafor") if name in pieces]
