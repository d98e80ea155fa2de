"""What nobody sends is not kept for ever: after ninety days it goes, and what was sent or is worked on stays."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.country.days import today
from egov.db import db
from egov.retention.drafts import count_left, discard_all_left
from tests.cases.office import drafts_of, guide_dog, it_is
from tests.cases.test_drafts import DOG, begin
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def test_what_was_left_for_ninety_days_goes(app: Flask, people: People, visitor: Visitor) -> None:
    amina, bilal = people("amina"), people("bilal")
    guide_dog(amina)
    begin(amina).press("Continue", **DOG)
    begin(visitor).press("Continue", **DOG)
    with app.app_context():
        start = today()
    it_is(app, start + timedelta(60))
    begin(bilal).press("Continue", **DOG)
    it_is(app, start + timedelta(91))
    with app.app_context():
        assert (count_left(), discard_all_left(), count_left()) == (2, 2, 0)
        deeds = select(Entry.details).where(Entry.action == "drafts_deleted")
        assert db.session.scalars(deeds).all() == [{"drafts": 2}]
    assert [bool(draft.answers) for draft in drafts_of(app)] == [True, False, False, True]
    amina.open("/my").lacks("Drafts")
    bilal.open("/my").has("Drafts")


def test_more_than_are_done_at_once_all_go(app: Flask, people: People) -> None:
    amina = people("amina")
    for _draft in range(101):
        begin(amina)
    with app.app_context():
        start = today()
    it_is(app, start + timedelta(91))
    with app.app_context():
        assert (discard_all_left(), count_left()) == (101, 0)


def test_no_time_at_all_keeps_them_for_ever(app: Flask, people: People) -> None:
    begin(people("amina")).press("Continue", **DOG)
    app.config["DRAFTS_KEPT"] = timedelta(0)
    with app.app_context():
        start = today()
    it_is(app, start + timedelta(1000))
    with app.app_context():
        assert (count_left(), discard_all_left()) == (0, 0)
    assert drafts_of(app)[0].answers


def test_the_command_tells_of_them_and_deletes_them_when_told(app: Flask, people: People) -> None:
    begin(people("amina")).press("Continue", **DOG)
    with app.app_context():
        start = today()
    it_is(app, start + timedelta(91))
    runner = app.test_cli_runner()
    told = runner.invoke(args=["retention"])
    assert "Drafts that nobody has touched for 90 days: 1\nDue: 1. Delete with: egov retention --delete" in told.output
    done = runner.invoke(args=["retention", "--delete", "--yes"])
    assert (done.exit_code, "Cases: 0. Drafts: 1." in done.output) == (0, True), done.output
    assert not drafts_of(app)[0].answers
