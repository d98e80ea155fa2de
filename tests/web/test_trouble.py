"""When the house itself is in trouble, the citizen still reads a sentence."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from egov import create_app
from egov.db import db
from tests.conftest import settings
from tests.support.visitor import Visitor


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Another application, built with other settings."""
    houses: list[Flask] = []

    def build(database_url: str, **changes: Any) -> Flask:
        houses.append(create_app({**settings(tmp_path, database_url), **changes}))
        return houses[-1]

    yield build
    for app in houses:
        with app.app_context():
            db.engine.dispose()


def test_a_database_without_tables_answers_with_a_sentence(tmp_path: Path, house: Callable[..., Flask]) -> None:
    app = house(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    Visitor(app).open("/services/dog_licence", status=503).has("We cannot save or read anything now")


def test_a_mistake_of_ours_answers_with_a_sentence_in_the_readers_language(
    app: Flask, house: Callable[..., Flask]
) -> None:
    public = house(app.config["DATABASE_URL"], TESTING=False)
    with public.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE draft RENAME COLUMN answers TO replies"))
    visitor = Visitor(public, language="ar")
    visitor.open("/services/dog_licence")
    visitor.press(visitor.buttons()[-1], status=503 if "sqlite" in app.config["DATABASE_URL"] else 500)
    assert visitor.page.find("html")["dir"] == "rtl"


def test_an_unknown_address_answers_with_a_sentence(visitor: Visitor) -> None:
    visitor.open("/nothing/here", status=404).has("We could not find what you asked for")


def test_a_wrong_method_answers_with_a_sentence(visitor: Visitor) -> None:
    visitor.open("/sign-out", status=405).has("This address does not take what was sent")
