"""A demonstration full of cases: in all states, vouched for by the log, and open to whoever works there."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov import create_app
from egov.audit.verification import verify_log
from egov.cases.models import Case
from egov.cli.load_demo import load, load_demo
from egov.cli.loading.crowd import Lives, live
from egov.clock import clock, now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.documents.models import Certificate
from egov.documents.seal import is_unbroken
from egov.identity.models import Person
from egov.payments.models import Charge
from tests.conftest import settings
from tests.support.robot import Robot
from tests.support.visitor import Visitor
from workflows.engine import By

MANY, MORE = 1000, 60


@dataclass(frozen=True)
class Lived:
    """Lives of cases, and the folder of the files that were sent in them."""

    lives: Lives
    files: Path


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Lived:
    """One life for each state of each service."""
    folder = tmp_path_factory.mktemp("lives")
    shutil.copyfile(sqlite_template, folder / "demo.sqlite")
    app = create_app(settings(folder, f"sqlite:///{folder / 'demo.sqlite'}"))
    before = clock.offset
    with app.app_context():
        found = live(lambda _count: None, of_each=1)
        db.engine.dispose()
    assert clock.offset == before
    return Lived(found, folder / "files")


@pytest.fixture
def full(app: Flask, lived: Lived) -> Flask:
    """The demonstration after two calls of the command."""
    shutil.copytree(lived.files, app.config["FILES_FOLDER"], dirs_exist_ok=True)
    with app.app_context():
        for cases in (MANY, MORE):
            assert [done for done, _rate in load(lived.lives, cases, seed=cases)][-1] == cases
    return app


def test_a_full_house_works_like_any_other(full: Flask, people: Callable[[str], Visitor]) -> None:
    with full.app_context():
        check_states(full)
        check_rows()
        waiting = select(Case).where(Case.service == "dog_licence", Case.waits_for == By.OFFICER)
        free = waiting.where(Case.claimed_by_id.is_(None)).order_by(Case.id.desc()).limit(1)
        reference = db.session.scalars(free).unique().one().reference
        built = select(Case.reference).where(Case.service == "building_permit", Case.state == "issued").limit(1)
        permit = db.session.scalars(built).one()
        code = db.session.scalars(select(Certificate.code).where(Certificate.revoked_at.is_(None)).limit(1)).one()
    omar = people("omar").open("/office").has("Dog licence")
    omar.open(f"/office/{reference}").has(reference).press("Take this case")
    people("grace").open(f"/office/{permit}").has(permit)
    people("ruth").open(f"/verify/{code}")
    amina = people("amina")
    newest = Robot(full, "dog_licence", -1).apply(amina)
    omar.open(f"/office/{newest}").press("Take this case").press("Approve")
    amina.open(f"/cases/{newest}").has("Your certificate is ready")
    with full.app_context():
        check_the_log()


def check_states(full: Flask) -> None:
    """Every state of every service is there, and most cases have ended."""
    there = {(service, state) for service, state in db.session.execute(select(Case.service, Case.state).distinct())}
    assert there == {
        (service.name, state.code)
        for service in full.extensions["services"].values()
        for state in service.workflow.states
    }
    cases, closed = db.session.execute(select(func.count(), func.count(Case.closed_at)).select_from(Case)).one()
    assert cases == MANY + MORE
    assert cases / 2 < closed < cases


def check_rows() -> None:
    """Each has what is his own, nothing is of the future, and the clock finds nothing that it has missed."""
    cases = db.session.scalars(select(Case)).unique().all()
    assert len({case.applicant_id for case in cases}) == -(-MANY // 5) + MORE // 5
    assert all(case.applicant and case.applicant_identifier == case.applicant.identifier for case in cases)
    assert not [case.reference for case in cases if case.wakes_on and case.wakes_on <= today()]
    assert not [case.reference for case in cases if case.submitted_at > now()]
    assert min(case.submitted_at for case in cases) < now() - timedelta(days=365)
    fines = [case for case in cases if case.service == "parking_fine"]
    assert len({case.subject_key for case in fines}) == len(fines)
    assert all(case.answers["notice"]["key"] == case.subject_key for case in fines)
    assert all(is_unbroken(certificate) for certificate in db.session.scalars(select(Certificate)))
    charges = db.session.scalars(select(Charge)).all()
    assert all(charge.reference.startswith(charge.case.reference) for charge in charges)
    for number in db.session.scalars(select(Person.identifier)):
        assert current_pack().identifier.problem(number) is None


def check_the_log() -> None:
    verdict = verify_log()
    assert verdict.clean, verdict.findings
    assert verdict.published >= MANY + MORE


def test_invented_cases_do_not_come_into_a_real_house(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'real.sqlite'}"
    real = create_app(settings(tmp_path, url) | {"DEMO": False, "PAYMENT_PROVIDERS": []})
    assert real.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    result = real.test_cli_runner().invoke(load_demo, ["--cases", "5"])
    assert result.exit_code == 1
    assert "no demonstration" in result.output
    with real.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0
        db.engine.dispose()


def test_one_command_makes_a_country_with_cases(tmp_path: Path) -> None:
    new = create_app(settings(tmp_path, f"sqlite:///{tmp_path / 'new.sqlite'}"))
    result = new.test_cli_runner().invoke(load_demo, ["--cases", "5"])
    assert result.exit_code == 0, result.output
    assert "country was created" in result.output
    assert "5 cases were added" in result.output
    with new.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 5
        assert verify_log().clean
        db.engine.dispose()
