"""A name that no font has is told at the question where it was typed, and not to an officer who cannot approve it."""

import pytest
from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case, Draft
from egov.db import db, transaction
from tests.cases.office import drafts_of
from tests.support.robot import Robot
from tests.support.visitor import Visitor

DOG = {"size": "small", "neutered": "yes", "guide_dog": "yes"}
SENTENCE = "This cannot be printed on the certificate:"


def typed_before(app: Flask, **answers: str) -> None:
    """Let the answers stand in the draft as they were typed when nobody looked at their letters."""
    with app.app_context(), transaction():
        draft = db.session.scalars(select(Draft)).unique().one()
        draft.answers = {**draft.answers, **answers}


def cases_of(app: Flask) -> list[Case]:
    with app.app_context():
        return list(db.session.scalars(select(Case)).unique())


@pytest.mark.parametrize(
    ("name", "letters"),
    [("犬太郎", "犬 太 郎."), ("Rex 🐕", "🐕."), ("हिंदी", "ह ि ं द ी."), ("Rex \ue000", "U+E000."), ("მზე", "მ ზ ე.")],
)
def test_a_dog_whose_name_cannot_be_printed_is_told_so_at_once(
    app: Flask, amina: Visitor, name: str, letters: str
) -> None:
    amina.open("/services/dog_licence").press("Start now")
    amina.press("Continue", 400, dog_name=name, **DOG).has(SENTENCE, letters)
    box = amina.page.find(id="dog_name")
    assert box and box["value"] == name
    assert box["aria-invalid"] == "true"
    assert drafts_of(app)[0].answers == {}
    amina.press("Continue", dog_name="Rex", **DOG).has("Where does the dog live?")


@pytest.mark.parametrize("name", ["ركس", "Рекс", "Rë́x", "Rex\u200bA", "Αργος", "Mʻanō"])
def test_a_dog_has_a_name_in_any_script_that_has_a_font(amina: Visitor, name: str) -> None:
    amina.open("/services/dog_licence").press("Start now")
    amina.press("Continue", dog_name=name, **DOG).has("Where does the dog live?")


def test_what_stands_on_no_certificate_may_have_any_letters(amina: Visitor) -> None:
    amina.open("/services/dog_licence").press("Start now").press("Continue", dog_name="Rex", **DOG)
    address = {"address__line": "犬通り 14 🐕", "address__area": "XM-HA-02"}
    amina.press("Continue", **address).has("Check your answers", "犬通り 14 🐕")


def test_a_name_that_was_typed_before_leads_back_to_its_question(app: Flask, amina: Visitor) -> None:
    Robot(app, "birth_registration").fill(amina)
    check = amina.address
    typed_before(app, child_name="犬太郎")
    amina.open(check).has(SENTENCE, "Full name of the child")
    amina.press("Continue", 400).has(SENTENCE)
    amina.press("Continue", child_name="Taro").has("Check your answers", "Taro").press("Send")
    assert len(cases_of(app)) == 1


def test_a_name_that_cannot_be_printed_is_not_sent_either(app: Flask, amina: Visitor) -> None:
    Robot(app, "birth_registration").fill(amina)
    typed_before(app, child_name="犬太郎")
    amina.press("Send").has(SENTENCE, "Full name of the child")
    assert cases_of(app) == []
