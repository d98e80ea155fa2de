"""A country's own emblem stands on its pages and papers; the arms of Meridia only where there is none."""

import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov import create_app
from egov.cases.steps import Taken, take_step
from egov.config import ROOT
from egov.db import db, transaction
from egov.documents.models import Certificate
from egov.documents.printing import print_certificate
from egov.identity.models import Person
from tests.conftest import settings
from tests.documents.dogs import DOG, case_about
from tests.support.visitor import Visitor
from workflows.engine import By

SHAPE = '<path fill="#a02020" d="M5 0 8 9 0 3H10L2 9Z"/>'
STAR = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{SHAPE}</svg>'
ITS_RED = b"0.6275 0.1255 0.1255 rg"


@pytest.fixture
def teska(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    country = shutil.copytree(ROOT / "countries" / "base", tmp_path / "country")
    (country / "emblem.svg").write_text(STAR, encoding="utf-8")
    app = create_app({**settings(tmp_path, database_url), "COUNTRY": str(country)})
    yield app
    with app.app_context():
        db.engine.dispose()


def test_the_emblem_of_the_pack_stands_on_pages_and_papers(teska: Flask, person_named: Callable[[str], Person]) -> None:
    visitor = Visitor(teska).open("/")
    assert {picture["src"] for picture in visitor.page.select("img.crest")} == {"/emblem.svg"}
    assert not visitor.page.select("svg.crest")
    answer = visitor.client.get("/emblem.svg")
    assert (answer.text, answer.mimetype) == (STAR, "image/svg+xml")
    with teska.test_request_context(), transaction():
        case = case_about(DOG, person_named("amina"))
        take_step(case, "approve", Taken(By.OFFICER, person_named("omar")))
        assert ITS_RED in drawn(print_certificate(db.session.query(Certificate).one()))


def test_a_pack_without_one_shows_the_arms_of_meridia(visitor: Visitor, licence: Certificate) -> None:
    visitor.open("/")
    assert visitor.page.select("svg.crest") and not visitor.page.select("img.crest")
    visitor.open("/emblem.svg", 404)
    assert ITS_RED not in drawn(print_certificate(licence))


def drawn(pdf: bytes) -> bytes:
    """What the paper draws, unpacked. A packed stream may itself end in a carriage return."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
