"""A demonstration has personas with one click, and is never mistaken for the real thing."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.errors import Misconfigured
from egov.identity.installation import check_demo, create_installation, is_demo
from egov.identity.models import Account, Person
from egov.identity.seeds import seed_people
from tests.identity.house import PASSWORD, empty_house, is_signed_in, knock
from tests.support.visitor import Visitor


@pytest.fixture
def real(tmp_path: Path) -> Flask:
    """A real installation."""
    app = empty_house(tmp_path)
    with app.app_context(), transaction():
        create_installation(False)
    return app


def test_a_visitor_sees_all_personas(visitor: Visitor) -> None:
    page = visitor.open("/demo").text
    assert page.index("Citizens") < page.index("Amina Haddad") < page.index("Officials") < page.index("Omar Salim")


@pytest.mark.parametrize(("persona", "start"), [("amina", "/"), ("omar", "/office"), ("ruth", "/audit")])
def test_one_click_signs_a_persona_in(visitor: Visitor, persona: str, start: str) -> None:
    assert visitor.sign_in(persona).address == start
    assert is_signed_in(visitor)


def test_nobody_can_be_somebody_who_is_no_persona(visitor: Visitor) -> None:
    visitor.open("/demo")
    visitor.send(visitor.page.select("main form")[0], {"persona": "mallory"}, 404)
    assert not is_signed_in(visitor)


def test_an_official_of_the_demonstration_can_also_sign_in_with_the_password(visitor: Visitor) -> None:
    assert knock(visitor, "grace", PASSWORD).address == "/office"


def test_people_are_seeded_once(app: Flask) -> None:
    with app.app_context():
        counts = [select(func.count(Person.id)), select(func.count(Account.id))]
        before = [db.session.scalar(count) for count in counts]
        with transaction():
            seed_people(current_pack())
        assert [db.session.scalar(count) for count in counts] == before


def test_a_real_installation_has_no_personas_and_no_demo_provider(real: Flask) -> None:
    visitor = Visitor(real)
    visitor.open("/demo", 404)
    visitor.open("/national-id/.well-known/openid-configuration", 404)
    visitor.open("/sign-in/official")
    form = visitor.page.select("main form")[0]
    form["action"] = "/demo/sign-in"
    visitor.send(form, {"persona": "omar"}, 404)


def test_the_people_of_the_demonstration_never_get_into_a_real_installation(real: Flask) -> None:
    with real.app_context(), pytest.raises(Misconfigured), transaction():
        seed_people(current_pack())


def test_a_real_installation_without_a_provider_says_that_citizens_cannot_sign_in_yet(real: Flask) -> None:
    visitor = Visitor(real)
    visitor.open("/sign-in").has("Citizens cannot sign in here yet.")
    visitor.open("/sign-in/citizen", 503).has("Citizens cannot sign in here yet.")


def test_a_real_database_never_runs_as_a_demonstration(real: Flask) -> None:
    real.config["DEMO"] = True
    with real.app_context():
        assert not is_demo()
        with pytest.raises(Misconfigured, match="not created as a demonstration"):
            check_demo(real)
    with pytest.raises(Misconfigured):
        real.test_client().get("/")


def test_a_demonstration_without_its_people_says_how_they_come(tmp_path: Path) -> None:
    played = empty_house(tmp_path, DEMO=True)
    with played.app_context(), transaction():
        create_installation(True)
    Visitor(played).open("/demo").press("Continue as Amina Haddad", 404).has("not here yet", "egov demo")


def test_a_demonstration_never_becomes_real(app: Flask) -> None:
    app.config["DEMO"] = False
    with app.app_context(), pytest.raises(Misconfigured, match="was created as a demonstration"):
        check_demo(app)
    with app.app_context(), pytest.raises(Misconfigured), transaction():
        create_installation(False)
