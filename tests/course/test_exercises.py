"""The exercise of a case, on its page: each thing is called missing until it is done, and seen afterwards."""

import pytest
from flask import Flask
from sqlalchemy import update

from egov.audit.models import Entry
from egov.db import db, transaction
from tests.cases.office import People, guide_dog, taken_by
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor

LESSON = "/course/lessons/1-play"


def missing(visitor: Visitor, reference: str, lesson: str = LESSON) -> list[str]:
    """What is called missing on the page, without what to do about it."""
    items = visitor.open(f"{lesson}?of={reference}").page.select("ul.marks li")
    assert items
    return [str(item.div.contents[0]).strip() for item in items if item.strong and "Not seen yet" in item.strong]  # type: ignore[union-attr]


def test_a_case_is_played_from_the_first_click_to_the_stranger_who_checks(app: Flask, people: People) -> None:
    amina, omar, stranger = people("amina"), people("omar"), Visitor(app)
    reference = Robot(app, "dog_licence").apply(amina)
    left = [
        "The fee was paid",
        "An officer took the case",
        "A certificate was issued",
        "Somebody checked the certificate",
        "The applicant saw who looked at the file",
        "The applicant looked at the receipts",
    ]
    assert missing(stranger, reference) == left
    pay(amina)
    assert missing(stranger, reference) == left[1:]
    omar.open(f"/office/{reference}").press("Take this case")
    assert missing(stranger, reference) == left[2:]
    omar.press("Approve")
    assert missing(stranger, reference) == left[3:]
    amina.open(f"/cases/{reference}").follow("DLC-").follow("Public page of this certificate")
    assert missing(stranger, reference) == left[4:]
    amina.open("/my/file-access")
    assert missing(stranger, reference) == left[5:]
    amina.open(f"/cases/{reference}").follow("Your receipts")
    assert missing(stranger, reference) == []
    stranger.has("All of it was seen. Well done.", "Next lesson")


def test_without_a_fee_nothing_is_to_be_paid(people: People, visitor: Visitor) -> None:
    assert "The fee was paid" not in missing(visitor, guide_dog(people("amina")))


def test_what_others_did_does_not_count_as_the_applicants(people: People, visitor: Visitor) -> None:
    reference = guide_dog(people("amina"))
    people("bilal").open("/my/file-access")
    assert "The applicant saw who looked at the file" in missing(visitor, reference)


def test_what_was_seen_before_an_officer_looked_does_not_count(people: People, visitor: Visitor) -> None:
    amina, who_looked = people("amina"), "The applicant saw who looked at the file"
    reference = guide_dog(amina)
    amina.open("/my/file-access")
    assert who_looked in missing(visitor, reference)
    taken_by(people("omar"), reference)
    assert who_looked in missing(visitor, reference)
    amina.open("/my/file-access")
    assert who_looked not in missing(visitor, reference)


def test_the_receipts_of_another_case_do_not_count(people: People, visitor: Visitor) -> None:
    amina = people("amina")
    mine, other = guide_dog(amina), guide_dog(amina)
    amina.open(f"/cases/{other}/receipts")
    assert "The applicant looked at the receipts" in missing(visitor, mine)
    assert "The applicant looked at the receipts" not in missing(visitor, other)


def test_a_case_without_an_account_has_receipts_and_no_list(app: Flask, visitor: Visitor) -> None:
    stranger = Visitor(app)
    mine, other = guide_dog(stranger), guide_dog(Visitor(app))
    stranger.open(f"/cases/{mine}/receipts")
    assert "The applicant looked at the receipts" not in missing(visitor, mine)
    assert "The applicant saw who looked at the file" in missing(visitor, mine)
    assert "The applicant looked at the receipts" in missing(visitor, other)


def test_a_case_that_began_before_the_log_is_told_about_too(app: Flask, people: People, visitor: Visitor) -> None:
    reference = guide_dog(people("amina"))
    with app.app_context(), transaction():  # as one that load-demo brought: no entry tells of its way
        db.session.execute(update(Entry).where(Entry.case_reference == reference).values(case_reference=""))
    assert "The applicant saw who looked at the file" in missing(visitor, reference)
    assert "The applicant looked at the receipts" in missing(visitor, reference, "/course/lessons/5-trust")


def test_a_reference_that_nobody_has_is_told_in_words_of_the_lesson(visitor: Visitor) -> None:
    visitor.open("/course/lessons/1-play?of=DL-26-000000-0", 404).has("No case has this reference.")


@pytest.mark.parametrize("lesson", ["1-play", "2-build", "3-prove", "4-change", "5-trust"])
def test_what_is_not_there_is_told_at_its_box(visitor: Visitor, lesson: str) -> None:
    for typed in ("nothing", "dog_licence", "DL-26-000000-0", "\u0000", "../.."):
        visitor.open(f"/course/lessons/{lesson}?of={typed}", 404 if typed != "\u0000" else 400)
    visitor.open(f"/course/lessons/{lesson}?of=nothing", 404).has("There is a problem", "Check it")
    visitor.open(f"/course/lessons/{lesson}").lacks("There is a problem", "Seen")


def test_the_house_is_looked_at_without_a_question(visitor: Visitor) -> None:
    visitor.open("/course/lessons/6-keep").has("A backup was made", "egov backup first.backup", "Not seen yet")
    assert not visitor.page.select("section.exercise form")
