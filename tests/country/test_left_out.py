"""A service that the country does not offer, or no longer: nobody applies for it, and what runs goes on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov import create_app
from egov.cases.models import Case
from egov.config import ROOT
from egov.db import db
from egov.errors import Misconfigured
from tests.conftest import settings
from tests.payments.till import Till
from tests.support.visitor import Visitor


def settings_without(service: str, folder: Path, url: str) -> dict[str, object]:
    country = shutil.copytree(ROOT / "countries" / "base", folder / "country")
    pack = country / "pack.toml"
    pack.write_text(f'left_out = ["{service}"]\n{pack.read_text("utf-8")}', encoding="utf-8")
    return {**settings(folder, url), "COUNTRY": str(country)}


@pytest.fixture
def without_dogs(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The house after its country took dog licences back."""
    later = create_app(settings_without("dog_licence", tmp_path, database_url))
    yield later
    with later.app_context():
        db.engine.dispose()


def test_nobody_applies_for_it_and_a_running_case_goes_on(app: Flask, without_dogs: Flask) -> None:
    Visitor(app).open("/").has("Dog licence")
    with app.app_context():
        reference = Till(app).open_case().reference
    amina = Visitor(without_dogs).sign_in("amina").open("/")
    amina.lacks("Dog licence").has("Parking fine")
    amina.open("/services/dog_licence", 404).has("This service is not offered")
    amina.post("/services/dog_licence/start", amina.open("/account").token(), 404)
    amina.open("/my").has("Dog licence", reference)
    amina.open(f"/cases/{reference}").has("Dog licence")
    amina.open(f"/pay/{reference}").press("Pay Cr 25.00", provider="demo").press("Pay").has("Payment received")


def test_what_was_begun_before_cannot_be_sent_either(app: Flask, without_dogs: Flask) -> None:
    amina = Visitor(app).sign_in("amina").open("/services/dog_licence").press("Start now")
    amina.press("Continue", dog_name="Rex", size="small", neutered="no", guide_dog="no")
    amina.press("Continue", address__line="1 Quay", address__area="XM-HA-02").has("Send")
    token, number = amina.token(), amina.address.split("/")[2]
    later = Visitor(without_dogs).sign_in("amina")
    for address in (f"/drafts/{number}", f"/drafts/{number}/your_dog", f"/drafts/{number}/check-your-answers"):
        later.open(address, 404).has("This service is not offered", "Nobody can apply for it here")
    token = later.open("/account").token()
    later.post(f"/drafts/{number}/check-your-answers", token, 404).has("This service is not offered")
    later.open("/my").has("Dog licence")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_the_check_says_so_and_still_looks_at_what_runs(app: Flask, without_dogs: Flask) -> None:
    def told() -> str:
        return without_dogs.test_cli_runner().invoke(args=["check"]).output

    assert "dog_licence              left out" in told()
    assert "parking_fine             sound" in told()
    with app.app_context():
        Till(app).open_case()
    assert "dog_licence              sound" in told()


def test_it_need_not_be_sound_to_start(database_url: str, tmp_path: Path) -> None:
    without = settings_without("parking_fine", tmp_path, database_url)
    offices = Path(str(without["COUNTRY"])) / "offices.toml"
    nobody = offices.read_text("utf-8").replace('["parking_fine"]', "[]").replace(', "*"]', "]")
    offices.write_text(nobody, encoding="utf-8")
    house = create_app(without)
    said = house.test_cli_runner().invoke(args=["check"]).output
    assert "parking_fine             left out" in said
    with house.app_context():
        db.engine.dispose()


def test_what_is_no_service_cannot_be_left_out(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"pack.toml, left_out: 'dogs' is no service. Write some of: "):
        create_app(settings_without("dogs", tmp_path, database_url))
