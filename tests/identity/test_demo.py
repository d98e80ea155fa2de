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
from tests.identity.house import PASSWORD, Visitor, build, create_database


def test_a_visitor_sees_all_personas(visitor: Visitor) -> None:
    page = visitor.get("/demo").text
    assert "Amina Haddad" in page
    assert "Ruth Tuilagi" in page
    assert page.index("Citizens") < page.index("Amina Haddad") < page.index("Officials") < page.index("Omar Salim")


@pytest.mark.parametrize(("persona", "start"), [("amina", "/"), ("omar", "/office"), ("ruth", "/audit")])
def test_one_click_signs_a_persona_in(visitor: Visitor, persona: str, start: str) -> None:
    assert visitor.sign_in(persona).location == start
    assert visitor.is_signed_in


def test_nobody_can_be_somebody_who_is_no_persona(visitor: Visitor) -> None:
    assert visitor.sign_in("mallory").status_code == 404


def test_an_official_of_the_demonstration_can_also_sign_in_with_the_password(visitor: Visitor) -> None:
    assert visitor.password("grace", PASSWORD).location == "/office"


def test_people_are_seeded_once(app: Flask) -> None:
    with app.app_context():
        before = db.session.scalar(select(func.count(Person.id))), db.session.scalar(select(func.count(Account.id)))
        with transaction():
            seed_people(current_pack())
        after = db.session.scalar(select(func.count(Person.id))), db.session.scalar(select(func.count(Account.id)))
    assert before == after == (18, 12)


def test_a_real_installation_has_no_personas_and_no_demo_provider(tmp_path: Path) -> None:
    app = build(tmp_path, DEMO=False)
    create_database(app, demo=False)
    visitor = Visitor(app)
    assert visitor.get("/demo").status_code == 404
    assert visitor.sign_in("omar").status_code == 404
    assert visitor.get("/national-id/.well-known/openid-configuration").status_code == 404
    with app.app_context(), pytest.raises(Misconfigured), transaction():
        seed_people(current_pack())


def test_a_real_installation_without_a_provider_says_that_citizens_cannot_sign_in_yet(tmp_path: Path) -> None:
    app = build(tmp_path, DEMO=False)
    create_database(app, demo=False)
    assert "Citizens cannot sign in here yet." in Visitor(app).get("/sign-in").text
    assert Visitor(app).get("/sign-in/citizen").status_code == 503


def test_a_real_database_never_runs_as_a_demonstration(tmp_path: Path) -> None:
    create_database(build(tmp_path, DEMO=False), demo=False)
    app = build(tmp_path, DEMO=True)
    with app.app_context():
        assert not is_demo()
        with pytest.raises(Misconfigured, match="not created as a demonstration"):
            check_demo(app)
    with pytest.raises(Misconfigured):
        Visitor(app).get("/")


def test_a_demonstration_never_becomes_real(app: Flask, tmp_path: Path) -> None:
    real = build(tmp_path, DEMO=False)
    with real.app_context(), pytest.raises(Misconfigured, match="was created as a demonstration"):
        check_demo(real)
    with app.app_context(), pytest.raises(Misconfigured), transaction():
        create_installation(False)
