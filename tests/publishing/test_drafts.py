"""The rules change while somebody fills in the form: he is told, asked for what is new, and loses nothing."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case, Draft
from egov.db import db
from egov.texts import translate, use_language
from tests.cases.office import drafts_of
from tests.cli.copies import Copy
from tests.publishing.town import SERVICE, SOLAR, publish, publish_first, queries
from tests.support.robot import PDF
from tests.support.visitor import Visitor

TOLD = "The rules have changed"
LOOK, AGAIN = "Check your answers", "Around the building"
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("Continue", {"applies_for": "myself"}),
    ("Continue", {"parcel": "HA-02-0117"}),
    ("Continue", {"work": "new", "description": "A house."}),
    ("Add", {"label": "Ground floor", "area": "80"}),
    ("Continue", {}),
    ("Continue", {"heating": "gas", "trees": "no"}),
]


@pytest.fixture
def amina(app: Flask) -> Visitor:
    """She has answered all pages but the last one, under edition 1."""
    publish_first(app)
    amina = Visitor(app).sign_in("amina").open(f"/services/{SERVICE}").press("Start now")
    for button, typed in PAGES:
        amina.press(button, **typed)
    return amina.has("Send your plans")


def test_she_is_told_wherever_she_goes_on_in_her_language(app: Flask, amina: Visitor, ministry: Copy) -> None:
    publish(ministry, "--yes")
    here = f"/drafts/{draft_of(app).id}"
    for address in ("", "/land", "/plans", "/check-your-answers", "/new-rules"):
        amina.open(here + address).has(
            TOLD, f"New question: {SOLAR}", "No longer a choice at How will it be heated?: Gas"
        )
        amina.has("We have kept all your answers.", "What we still ask you")
        assert amina.page.h1 and amina.page.h1.get_text() == TOLD
        assert not amina.page.find("script")
    amina.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
    amina.open(f"/drafts/{draft_of(app).id}?language=ar")
    html = amina.page.find("html")
    assert html and (html["lang"], html["dir"]) == ("ar", "rtl")
    with use_language("ar"):
        words = [translate(word) for word in (TOLD, "What is different", "What we still ask you", "Go on")]
    assert not {TOLD, "Go on"} & set(words)
    amina.has(*words)


def test_what_she_typed_is_saved_and_she_is_asked_only_what_is_new_under_the_new_edition(
    app: Flask, amina: Visitor, ministry: Copy
) -> None:
    publish(ministry, "--yes")
    amina.press("Continue", plans=(BytesIO(PDF), "plan.pdf")).has(TOLD)  # sent from a page of before
    assert draft_of(app).answers["plans"][0]["name"] == "plan.pdf"
    amina.press("Go on").has(SOLAR)
    assert "A house." in str(amina.page)
    amina.press("Continue", solar="yes").has(AGAIN, "How will it be heated?").lacks("Gas")
    amina.press("Continue", heating="electric").has(LOOK)
    amina.press("Send").has("We have received it", "edition 2 of the rules")
    kept = draft_of(app)
    assert list(kept.set_aside.values()) == [{"heating": ["gas"]}]
    case = the_case(app)
    assert (case.edition_id, case.answers["solar"], case.answers["heating"]) == (kept.edition_id, True, ["electric"])
    assert case.answers["description"] == "A house."
    assert case.answers["storey"] == [{"label": "Ground floor", "area": "80"}]


def test_how_to_reach_her_is_not_lost(app: Flask, amina: Visitor, ministry: Copy) -> None:
    amina.press("Continue", plans=(BytesIO(PDF), "plan.pdf")).has(LOOK)
    publish(ministry, "--yes")
    amina.press("Send", email="another@example.org").has(TOLD).press("Go on").press("Continue", solar="no")
    amina.press("Continue", heating="none")
    amina.has(LOOK)
    box = amina.page.find(id="email")
    assert box and box["value"] == "another@example.org"
    amina.press("Send").has("We have received it")
    assert the_case(app).email == "another@example.org"


def test_where_nothing_in_the_form_has_changed_she_is_not_stopped(
    app: Flask, amina: Visitor, ministry: Copy, changed_again: Copy
) -> None:
    publish(ministry, "--yes")
    here = f"/drafts/{draft_of(app).id}"
    amina.open(here).press("Go on").press("Continue", solar="no").press("Continue", heating="none")
    publish(changed_again.beside(app), "--yes")
    amina.open(here).lacks(TOLD)
    with queries(app) as asked:
        amina.open(here).lacks(TOLD).has("Send your plans")
    assert not [query for query in asked if "edition.content" in query], "the editions were compared once more"
    amina.press("Continue", plans=(BytesIO(PDF), "plan.pdf")).has(LOOK)
    amina.press("Send").has("edition 3 of the rules")


def test_a_draft_that_was_sent_stays_as_it_was(app: Flask, amina: Visitor, ministry: Copy) -> None:
    amina.press("Continue", plans=(BytesIO(PDF), "plan.pdf"))
    here = f"/drafts/{draft_of(app).id}"
    amina.press("Send").has("edition 1 of the rules")
    publish(ministry, "--yes")
    amina.open(here).has("edition 1 of the rules").lacks(TOLD)
    amina.open(f"{here}/new-rules").lacks(TOLD)


def draft_of(app: Flask) -> Draft:
    return drafts_of(app)[-1]


def the_case(app: Flask) -> Case:
    with app.app_context():
        return db.session.scalars(select(Case)).unique().one()
