"""Clauses that no service of the base country uses: the dog licence and the building permit follow them for a test."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.catalogue import all_services
from egov.db import db
from egov.notifications.models import OutboxRow
from tests.cases.office import People, apply_for, guide_dog, it_is, records_of, taken_by
from tests.cases.test_reviews import BOTH, advise
from tests.support.robot import pay
from tests.support.visitor import Visitor
from workflows.clauses import Silence, appealable, deemed_refused, with_opinions, with_publication
from workflows.engine import Workflow
from workflows.guards import one_opinion_in, two_opinions_in
from workflows.inspection import inspection
from workflows.permit import permit


def law(app: Flask, service: str, workflow: Workflow) -> None:
    """The service follows this table."""
    with app.app_context():
        all_services()[service] = replace(all_services()[service], workflow=workflow)


def advised(app: Flask, amina: Visitor, omar: Visitor, workflow: Workflow) -> str:
    """A building permit on which both offices were asked, on Monday the 5th of October 2026."""
    law(app, "building_permit", workflow)
    it_is(app, date(2026, 10, 5))
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=BOTH, reason__ask_opinions="Is it safe?")
    return reference


def test_one_opinion_of_two_is_enough_where_the_law_says_so(
    app: Flask, people: People, amina: Visitor, omar: Visitor
) -> None:
    reference = advised(app, amina, omar, with_opinions(permit, enough=one_opinion_in))
    advise(people("farid").open(f"/office/{reference}"), "There are two exits.")
    omar.open(f"/office/{reference}").has("In assessment", "There are two exits.", "No longer needed")
    people("elena").open("/office").lacks(reference)
    amina.open(f"/cases/{reference}").has("Enough opinions are in")


def test_an_opinion_of_the_first_round_is_none_of_the_second(
    app: Flask, people: People, amina: Visitor, omar: Visitor
) -> None:
    reference = advised(app, amina, omar, with_opinions(permit, enough=two_opinions_in))
    farid = people("farid")
    advise(farid.open(f"/office/{reference}"), "There are two exits.")
    omar.open(f"/office/{reference}").press("Go on without waiting", reason__go_on="New plans came.")
    omar.press("Ask for opinions", offices=BOTH, reason__ask_opinions="And now?")
    advise(farid.open(f"/office/{reference}"), "There are three.")
    with records_of(app, reference) as case:
        assert case.state == "opinions"


def test_who_is_silent_agrees_where_the_law_says_so(app: Flask, people: People, amina: Visitor, omar: Visitor) -> None:
    reference = advised(app, amina, omar, with_opinions(permit, silence=Silence.CONSENT))
    advise(people("farid").open(f"/office/{reference}"), "There are two exits.", agrees="no")
    amina.open("/demo/time").press("A month")
    omar.open(f"/office/{reference}").has("In assessment", "Yes, by silence", "There are two exits.")
    amina.open(f"/cases/{reference}").has("its silence means that it agrees", "The time for opinions is over")
    with records_of(app, reference) as case:
        opinions = {review.office: (review.favourable, bool(review.answered_at)) for review in case.reviews}
        assert opinions == {"fire-safety": (False, True), "environment": (True, False)}
        entry = db.session.scalars(select(Entry).filter_by(action="opinion_by_silence")).one()
        assert (entry.actor_id, entry.details) == (None, {"office": "environment"})


def test_consent_by_silence_is_an_opinion_and_comes_on_the_day_of_its_own_office(
    app: Flask, amina: Visitor, omar: Visitor
) -> None:
    table = with_opinions(permit, enough=one_opinion_in, silence=Silence.CONSENT)
    reference = advised(app, amina, omar, table)
    omar.open("/demo/time").press("Jump to the next deadline")
    omar.open(f"/office/{reference}").has("In assessment", "Yes, by silence", "No longer needed")
    with records_of(app, reference) as case:
        assert {review.office: review.favourable for review in case.reviews} == {
            "fire-safety": True,
            "environment": None,  # its own day had not come
        }


def test_silence_of_the_office_is_a_refusal_with_reasons_and_an_appeal(
    app: Flask, amina: Visitor, omar: Visitor
) -> None:
    law(app, "dog_licence", appealable(deemed_refused(permit)))
    reference = guide_dog(amina)
    amina.open("/demo/time").press("A month").press("A week")
    words = "Refused, since the office did not decide in time and the law takes its silence for a refusal"
    amina.open(f"/cases/{reference}").has("Refused", words, "Last day to appeal", "Administrative Tribunal")
    with records_of(app, reference) as case:
        [decision] = case.decisions
        assert (decision.outcome, decision.person_id, decision.rule) == ("refused", None, "deem_refused")
        letter = db.session.scalars(select(OutboxRow.body).where(OutboxRow.body.contains("Reasons: Refused"))).first()
        assert letter and "Last day to appeal" in letter
    amina.press("Appeal", reason__appeal="I waited.").has("Under appeal")


def test_reasons_that_the_law_gives_are_read_in_arabic_too(app: Flask, amina: Visitor) -> None:
    law(app, "dog_licence", appealable(deemed_refused(permit)))
    reference = guide_dog(amina)
    amina.open("/demo/time").press("A month").press("A week")
    in_arabic = Visitor(app, "ar").sign_in("amina").open(f"/cases/{reference}")
    rows = in_arabic.page.select("dd")
    assert "لأن الجهة لم تبتّ فيه في الموعد" in " ".join(row.get_text() for row in rows)


def test_an_application_is_published_and_goes_on_when_nobody_objects(app: Flask, amina: Visitor, omar: Visitor) -> None:
    law(app, "dog_licence", with_publication(permit, days=14))
    reference = guide_dog(amina)
    assert "Approve" not in taken_by(omar, reference).buttons()
    omar.press("Publish the application").has("Published")
    amina.open(f"/cases/{reference}").has("Your application is published", "The time for the decision stands still")
    amina.open("/demo/time").press("A week").press("A week")
    amina.open(f"/cases/{reference}").has("The time to object is over", "In assessment")
    taken_by(omar, reference).press("Approve").has("Issued")


def test_an_objection_brings_the_application_back_with_its_reason(app: Flask, amina: Visitor, omar: Visitor) -> None:
    law(app, "dog_licence", with_publication(permit, days=14))
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Publish the application")
    omar.press("Write down an objection", 400).has("Write the reason")
    omar.press("Write down an objection", reason__object="The neighbour is afraid of it.")
    amina.open(f"/cases/{reference}").has("Somebody objected", "The neighbour is afraid of it.", "In assessment")
    with records_of(app, reference) as case:
        assert (case.state, case.due_on is not None) == ("assessment", True)
    assert {"Approve", "Refuse", "Publish the application"} <= set(taken_by(omar, reference).buttons())


def test_an_inspector_writes_his_findings_and_comes_again_after_defects(
    app: Flask, amina: Visitor, omar: Visitor
) -> None:
    law(app, "dog_licence", appealable(inspection))
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Write down the findings", 400).has("Write the reason")
    omar.press("Write down the findings", reason__visit="The fence has a hole.")
    omar.press("Order defects to be put right", reason__order="Close the hole.")
    amina.open(f"/cases/{reference}").has("Defects to be put right", "Close the hole.")
    amina.press("Say that the defects are put right", reason__put_right="It is closed.")
    omar.open(f"/office/{reference}").press("Write down the findings", reason__visit="The fence is whole.")
    omar.press("Pass").has("Passed")
    amina.open(f"/cases/{reference}").has("Inspection passed", "Your certificate is ready.", "Your papers")


@pytest.mark.parametrize(("ground", "words"), [("distance", "too close to the boundary"), ("", "")])
def test_a_refusal_names_the_rule_that_the_officer_picked(
    app: Flask, amina: Visitor, omar: Visitor, ground: str, words: str
) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).has("Another one", "(Building Act, section 14)")
    omar.press("Refuse", reason__refuse="Two metres are missing.", ground__refuse=ground)
    for page in (amina.open(f"/cases/{reference}"), omar.open(f"/office/{reference}")):
        page.has("Two metres are missing.", words)
        assert ("Rule applied" in page.text) is bool(ground)
    with records_of(app, reference) as case:
        assert case.decisions[0].rule == ("refuse:distance" if ground else "refuse")
        letters = db.session.scalars(select(OutboxRow.body).filter_by(case_reference=reference)).all()
        assert any("Rule applied: The house" in letter for letter in letters) is bool(ground)


def test_a_rule_that_there_is_not_refuses_nobody(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Refuse", 400, reason__refuse="No.", ground__refuse="taste").has("Choose one of")
    with records_of(app, reference) as case:
        assert case.decisions == []
        assert case.state == "assessment"
