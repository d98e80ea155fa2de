"""What the applicant is told: each thing once, in his language, and until when he could still have acted."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from egov.catalogue import load_services
from egov.db import db
from egov.notifications.models import OutboxRow
from egov.texts import Text, use_language
from tests.cases.office import guide_dog, it_is, records_of, taken_by, try_anyway
from tests.support.visitor import Visitor
from workflows.clauses import appealable
from workflows.inspection import inspection

TABLES = [appealable(inspection), *(service.workflow for service in load_services().values())]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_done_and_what_comes_next_are_not_the_same_words(app: Flask, language: str) -> None:
    with app.app_context(), use_language(language):
        for table in TABLES:
            for step in table.steps:
                for source in step.sources:
                    if step.leads_to(source) != source:
                        done, following = str(Text(step.done)), str(Text(table.state(step.target).for_applicant))
                        assert not following.casefold().startswith(done.casefold()), f"{done}. {following}"


def test_a_refusal_says_each_thing_once(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Refuse", reason__refuse="It bites.")
    with records_of(app, reference):
        bodies = db.session.scalars(select(OutboxRow.body).filter_by(case_reference=reference)).all()
    letter = next(body for body in bodies if "It bites." in body)
    assert letter.startswith("Refused. You can appeal.\n\nReasons: It bites.\nLegal basis: ")
    assert letter.count("Refused") == letter.count("You can appeal") == 1


def test_who_appeals_too_late_is_told_the_last_day(app: Flask, amina: Visitor, omar: Visitor) -> None:
    it_is(app, date(2026, 10, 5))
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Refuse", reason__refuse="It bites.")
    amina.open("/demo/time").press("A month").press("A week")
    typed = {"reason__appeal": "It does not."}
    try_anyway(amina, f"/cases/{reference}/steps/appeal", 409, **typed).has(
        "The last day to appeal was 4 November 2026"
    )


@pytest.mark.parametrize(("work", "storeys"), [("new", [{"area": Decimal(12)}]), ("conversion", [])])
def test_the_permit_for_a_conversion_says_nothing_of_a_floor_area(work: str, storeys: list[dict[str, Decimal]]) -> None:
    certificate = load_services()["building_permit"].certificate
    assert certificate
    rows = certificate.rows({"work": work, "parcel": {"key": "HA-02-0117"}, "storey": storeys})
    assert ("Floor area in square metres" in [str(label) for label, _value in rows]) is bool(storeys)
