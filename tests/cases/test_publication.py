"""What is published can be read by anybody, without a word about who applied; and whoever is concerned objects."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from egov.audit.models import Entry
from egov.cases.models import Case
from egov.cases.publication import Objection, publications
from egov.db import db
from egov.notifications.models import OutboxRow
from egov.web import limiter
from tests.cases.office import give_role, guide_dog, it_is, taken_by
from tests.cases.test_clauses_of_the_law import law
from tests.identity.house import empty_house
from tests.support.visitor import Visitor
from workflows.clauses import with_publication
from workflows.permit import permit

OBJECTION = {"name": "Hiwot Tesfaye", "contact": "hiwot@example.org", "text": "It barks all night."}


@pytest.fixture
def reference(app: Flask, amina: Visitor, omar: Visitor) -> str:
    """A dog licence that is published for two weeks from Monday the 5th of October 2026."""
    law(app, "dog_licence", with_publication(permit, days=14))
    it_is(app, date(2026, 10, 5))
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Publish the application")
    return reference


def test_what_is_published_is_public_and_says_nothing_about_a_person(
    app: Flask, visitor: Visitor, amina: Visitor, omar: Visitor, reference: str
) -> None:
    waiting = guide_dog(amina)
    visitor.open("/").follow("Published applications").has("Dog licence", reference, "until 18 October 2026")
    visitor.lacks(waiting, "Amina", "Haddad", "Rex").has("Harbour City Council, Licensing Office", "Harbour City")
    visitor.follow(reference).has("Last day to object", "18 October 2026").lacks("Amina", "Haddad", "Rex")
    for other in (waiting, "DL-26-000000-0"):
        visitor.open(f"/published/{other}", 404).has("no application with this reference that is published now")
    omar.open(f"/office/{reference}").press("Write down an objection", reason__object="The neighbour is afraid of it.")
    visitor.open("/published").lacks(reference).has("No application is published now.")
    visitor.open(f"/published/{reference}", 404)
    object_anyway(visitor, reference, 404)


def test_whoever_is_concerned_objects_and_the_officer_decides_what_it_is_worth(
    app: Flask, visitor: Visitor, amina: Visitor, omar: Visitor, reference: str
) -> None:
    visitor.open(f"/published/{reference}").press("Send the objection", 400).has("Answer the question: Why do you")
    for _press in range(2):
        visitor.press("Send the objection", **OBJECTION).has("Your objection was sent to the office.")
    visitor.lacks("It barks all night.")
    amina.open(f"/cases/{reference}").lacks("It barks all night.", "Hiwot")
    omar.open(f"/office/{reference}").has("Objections", "Hiwot Tesfaye (hiwot@example.org)", "It barks all night.")
    give_role(app, "bilal", service="dog_licence", office="harbour-licensing")
    Visitor(app).sign_in("bilal").open(f"/office/{reference}").has("your family's").lacks(
        "Hiwot", "It barks all night."
    )
    omar.press("Write down an objection", reason__object="The neighbour cannot sleep.").has("In assessment")
    amina.open(f"/cases/{reference}").has("Somebody objected", "The neighbour cannot sleep.").lacks("Hiwot")
    with app.app_context():
        [entry] = db.session.scalars(select(Entry).filter_by(action="objection_sent"))
        assert (entry.actor_id, entry.case_reference, entry.details) == (None, reference, {})
        assert entry.rows[0][0] == "objection"
        [told] = db.session.scalars(select(OutboxRow).filter_by(subject=f"Somebody objects to {reference}"))
        assert told.recipient == "licensing@harbour.example.org"
        assert "Hiwot" not in told.body
        assert len(db.session.scalars(select(Objection)).all()) == 1


def test_objections_are_slowed_down(tmp_path: Path) -> None:
    visitor = Visitor(empty_house(tmp_path, RATELIMIT_ENABLED=True))
    try:
        for _number in range(10):
            object_anyway(visitor, "DL-26-000000-0", 404)
        object_anyway(visitor, "DL-26-000000-0", 429).has("Please wait")
    finally:
        limiter.reset()


def object_anyway(visitor: Visitor, reference: str, status: int) -> Visitor:
    """Send the form although no page shows it: with the secret of another form."""
    return visitor.post(f"/published/{reference}", visitor.open("/resume").token() | OBJECTION, status)


def test_one_index_finds_what_is_published(app: Flask, reference: str) -> None:
    with app.app_context():
        assert [(one.reference, one.until) for one in publications()] == [(reference, date(2026, 10, 18))]
        query = select(Case.id).where(text("state = 'published'")).order_by(Case.service, Case.id.desc())
        if db.engine.dialect.name == "sqlite":
            plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
            assert "ix_case_published" in str(plan)
