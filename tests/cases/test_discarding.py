"""Who has changed his mind leaves no answers here: they go, with their files, and nobody else gets their place."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.audit.models import Entry
from egov.cases.models import Draft
from egov.db import db
from egov.files.models import StoredFile
from tests.cases.office import drafts_of, try_anyway
from tests.cases.test_drafts import DOG, LIVES, People, begin, number_of
from tests.support.robot import Robot
from tests.support.visitor import Visitor


def test_amina_deletes_what_she_answered(app: Flask, amina: Visitor) -> None:
    draft = number_of(begin(amina).press("Continue", **DOG))
    amina.open("/my").has("for 90 days after you last saved them").follow("Delete (Dog licence)")
    amina.has("Delete your answers?").press("Delete my answers").has("Your answers were deleted.").lacks("Drafts")
    for place in ("", "/where_it_lives", "/check-your-answers", "/delete-your-answers"):
        amina.open(f"/drafts/{draft}{place}", 404)
    empty = drafts_of(app)[0]
    assert (empty.answers, empty.person_id) == ({}, None)
    with app.app_context():
        deed = db.session.scalars(select(Entry).where(Entry.action == "draft_deleted")).one()
        assert (deed.actor_name, deed.details) == ("Amina Haddad", {"service": "dog_licence"})


def test_who_has_no_account_deletes_too_and_his_code_opens_nothing_then(visitor: Visitor) -> None:
    begin(visitor).press("Continue", **DOG)
    code = visitor.page.select_one(".number")
    assert code
    draft = number_of(visitor)
    visitor.follow("Delete my answers").press("Delete my answers").has("Your answers were deleted.")
    visitor.open(f"/drafts/{draft}", 404)
    visitor.open("/resume").press("Continue", 400, code=code.get_text()).has("This code does not open anything.")


def test_files_go_with_the_answers(app: Flask, amina: Visitor) -> None:
    begin(amina, "building_permit")
    Robot(app, "building_permit").fill(amina)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StoredFile))
    amina.follow("Delete my answers").press("Delete my answers")
    with app.app_context():
        assert not db.session.scalar(select(func.count()).select_from(StoredFile))


def test_what_was_sent_is_not_deleted(app: Flask, amina: Visitor) -> None:
    begin(amina).press("Continue", **DOG).press("Continue", **LIVES)
    draft = number_of(amina)
    asked = f"/drafts/{draft}/delete-your-answers"
    amina.open(asked)
    token = amina.token()
    amina.open(f"/drafts/{draft}/check-your-answers").press("Send")
    amina.post(asked, token, 409).has("You have sent this already.")
    amina.open(asked, 409).has("You have sent this already.")
    assert drafts_of(app)[0].answers


def test_nobody_deletes_what_another_one_answered(app: Flask, people: People, amina: Visitor) -> None:
    draft = number_of(begin(amina).press("Continue", **DOG))
    sam = people("sam")
    sam.open(f"/drafts/{draft}/delete-your-answers", 404)
    try_anyway(sam, f"/drafts/{draft}/delete-your-answers", 404)
    assert drafts_of(app)[0].answers


@pytest.mark.parametrize("begins_next", ["amina", "visitor"])
def test_the_place_of_a_deleted_draft_is_not_given_to_the_next(
    app: Flask, people: People, visitor: Visitor, begins_next: str
) -> None:
    """SQLite gives the highest number that is free: whose browser holds it would open what another one answers."""
    before = number_of(begin(visitor).press("Continue", **DOG))
    visitor.follow("Delete my answers").press("Delete my answers")
    other = Visitor(app) if begins_next == "visitor" else people("amina")
    assert number_of(begin(other)) != before
    visitor.open(f"/drafts/{before}", 404)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 2
