"""Files that go with answers: one after the other from a phone, taken away singly, and for good."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.db import db
from egov.files.models import StoredFile
from tests.cases.office import drafts_of, try_anyway
from tests.cases.test_drafts import People
from tests.support.robot import PDF
from tests.support.visitor import Visitor


@pytest.fixture
def planner(amina: Visitor) -> Visitor:
    """Amina, about to send the plans of a conversion."""
    amina.open("/services/building_permit").press("Start now").press("Continue", applies_for="myself")
    amina.press("Continue", parcel="HA-02-0117").press("Continue", work="conversion", description="A shop")
    return amina.press("Continue", use_now="living", use_then="business").has("Send your plans", "photographs smaller")


def plan(number: int) -> tuple[BytesIO, str]:
    return BytesIO(PDF + bytes([number])), f"plan {number}.pdf"


def with_plans(planner: Visitor, *numbers: int) -> Visitor:
    """Amina at the page of her plans again, which has these."""
    place = planner.address.split("?")[0]
    planner.press("Continue", plans=[plan(number) for number in numbers]).has("Check your answers")
    return planner.open(place)


def names(app: Flask) -> list[str]:
    return [file["name"] for file in drafts_of(app)[0].answers["plans"]]


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(StoredFile.name).order_by(StoredFile.id)))


def test_one_file_of_several_is_removed_and_nothing_of_it_stays(app: Flask, planner: Visitor) -> None:
    with_plans(planner, 1, 2).press("Remove (plan 1.pdf)").has("plan 1.pdf was removed.", "plan 2.pdf")
    assert names(app) == kept(app) == ["plan 2.pdf"]
    with app.app_context():
        deed = db.session.scalars(select(Entry).where(Entry.action == "draft_file_deleted")).one()
        assert (deed.actor_name, deed.details["service"]) == ("Amina Haddad", "building_permit")


def test_who_removes_the_only_file_is_asked_for_another_before_he_sends(planner: Visitor) -> None:
    with_plans(planner, 1).press("Remove (plan 1.pdf)").lacks("Already sent")
    draft = planner.address.split("/")[2]
    planner.press("Continue", 400).has("Answer the question: Send your plans")
    planner.open(f"/drafts/{draft}/check-your-answers").has("Send your plans").lacks("Check your answers")


def test_from_the_check_a_file_is_removed_and_one_is_back_there(planner: Visitor) -> None:
    with_plans(planner, 1, 2).press("Continue").follow("(Send your plans)").press("Remove (plan 2.pdf)")
    planner.press("Continue").has("Check your answers", "plan 1.pdf").lacks("plan 2.pdf")


def test_enter_in_a_box_does_not_remove_a_file(planner: Visitor) -> None:
    with_plans(planner, 1)
    form = planner.page.find("form", enctype="multipart/form-data")
    assert form
    own = [button for button in form.find_all("button") if not button.get("form")]
    assert [button.get_text(strip=True) for button in own] == ["Continue"]


def test_files_come_one_after_the_other_each_once_and_not_too_many(app: Flask, planner: Visitor) -> None:
    for number in (1, 2, 2):
        with_plans(planner, number)
    assert names(app) == kept(app) == ["plan 1.pdf", "plan 2.pdf"]
    planner.press("Continue", 400, plans=[plan(number) for number in range(3, 7)]).has("Send at most 5 files")
    assert names(app) == kept(app) == ["plan 1.pdf", "plan 2.pdf"]


def test_nobody_removes_a_file_of_another_or_one_that_was_sent(app: Flask, people: People, planner: Visitor) -> None:
    with_plans(planner, 1)
    number, draft = drafts_of(app)[0].answers["plans"][0]["id"], planner.address.split("/")[2]
    address = f"/drafts/{draft}/plans/files/{number}/remove"
    try_anyway(people("sam"), address, 404)
    try_anyway(planner, address.replace("plans", "work"), 200)
    planner.open(f"/drafts/{draft}/check-your-answers").press("Send")
    try_anyway(planner, address, 409)
    assert kept(app) == ["plan 1.pdf"]
