"""What was issued by mistake is put right: one officer proposes, another one confirms, the paper is replaced."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.cases.models import Case
from egov.db import db, transaction
from egov.documents.facts import said_by
from egov.documents.models import Certificate
from egov.notifications.models import OutboxRow
from egov.registers.operations import find
from tests.cases.office import People, give_role, records_of, taken_by, try_anyway
from tests.support.robot import Robot
from tests.support.visitor import Visitor

NAME = "child-child_name"
WRITE = "Send to a second officer"
ASK = "She is called Layla, not Rex."


@pytest.fixture
def birth(app: Flask, amina: Visitor) -> str:
    """A birth that is registered; the child is called Rex, by mistake."""
    robot = Robot(app, "birth_registration")
    reference = robot.apply(amina)
    robot.take_to_a_good_end(amina, reference)
    return reference


def correct(officer: Visitor, reference: str, status: int = 200, **typed: Any) -> Visitor:
    """Open the page for a correction, and send it."""
    return officer.open(f"/office/{reference}/correction").press(WRITE, status, **typed)


def rename(officer: Visitor, reference: str, name: str = "Layla Haddad", reason: str = "Misspelt.") -> Visitor:
    return correct(officer, reference, **{NAME: name, "reason": reason})


def certificates(reference: str) -> list[Certificate]:
    """The certificates of a case, the oldest first."""
    query = select(Certificate).join(Case).where(Case.reference == reference).order_by(Certificate.id)
    return list(db.session.scalars(query))


def test_the_holder_asks_one_officer_proposes_and_another_one_confirms(app: Flask, people: People, birth: str) -> None:
    amina, grace, nadia = people("amina"), people("grace"), people("nadia")
    amina.open(f"/cases/{birth}").press("Ask for a correction", 400).has("Write something first.")
    amina.press("Ask for a correction", reason__ask_correction=ASK).has("Your certificate holds meanwhile")
    taken_by(grace, birth).follow("Propose a correction").has("The holder asks:", ASK, "The child", "The mother")
    assert "Send the notice of birth" not in grace.text
    rename(grace, birth).has("Correction proposed", "Rex", "Layla Haddad", "waiting for a second officer")
    try_anyway(grace, f"/office/{birth}/steps/confirm_correction", 409).has("Another correction was proposed")
    try_anyway(grace, f"/office/{birth}/claim", 403).has("a second person")
    taken_by(nadia, birth).has("What would be different", "Full name of the child").press("Confirm the correction")
    nadia.has("Registered", "Layla Haddad instead of Rex").lacks("What would be different")
    changed = "Full name of the child: Layla Haddad instead of Rex"
    amina.open(f"/cases/{birth}").has("What was corrected", changed, "Misspelt.", "Your certificate is ready.")
    with records_of(app, birth) as case:
        assert (case.answers["child_name"], case.closed_at is not None, case.due_on) == ("Layla Haddad", True, None)
        assert (find("births", birth) or {})["name"] == "Layla Haddad"
        old, new = certificates(birth)
        assert (old.holder_name, new.holder_name) == ("Rex", "Layla Haddad")
        letters = db.session.scalars(select(OutboxRow.body).filter_by(case_reference=birth)).all()
        assert [letter for letter in letters if changed in letter and old.number in letter and new.number in letter]
        actions = db.session.scalars(select(Entry.action).filter_by(case_reference=birth)).all()
        assert {"correction_proposed", "step_confirm_correction", "certificate_corrected"} <= set(actions)
    visitor = Visitor(app)
    visitor.open(f"/verify?number={old.number}").has("Genuine, but replaced", f"Replaced by {new.number} on")
    visitor.open(f"/verify?number={new.number}").has("Genuine and valid", f"In the place of {old.number}")
    assert amina.open(f"/certificates/{new.number}").has("Layla Haddad", f"In the place of {old.number}")
    assert amina.open(f"/certificates/{old.number}").has("Replaced by", new.number)


def test_a_request_that_is_refused_is_answered_with_reasons_and_may_come_again(
    app: Flask, people: People, birth: str
) -> None:
    amina, grace = people("amina"), people("grace")
    amina.open(f"/cases/{birth}").press("Ask for a correction", reason__ask_correction=ASK)
    with records_of(app, birth) as case:
        assert (case.due_on is not None, case.waits_for) == (True, "officer")
    taken_by(grace, birth).press("Reject the correction", 400).has("Write the reason")
    grace.press("Reject the correction", reason__reject_correction="The notice says Rex.").has("Registered")
    amina.open(f"/cases/{birth}").has("Not corrected", "The notice says Rex.", "Ask for a correction")
    with records_of(app, birth) as case:
        letters = db.session.scalars(select(OutboxRow.body).filter_by(case_reference=birth)).all()
        assert any("stays as it is" in letter and "The notice says Rex." in letter for letter in letters)
        assert len(certificates(birth)) == 1


def test_wrong_input_gets_a_sentence_and_nothing_is_lost(people: People, birth: str) -> None:
    grace = people("grace")
    correct(grace, birth, 400, **{NAME: "Layla"}).has("Write the reason")
    assert grace.page.find("input", attrs={"name": NAME, "value": "Layla"})
    correct(grace, birth, 400, reason="Misspelt.").has("Nothing is different yet", "Misspelt.")
    correct(grace, birth, 400, reason="Misspelt.", **{NAME: ""}).has("Answer the question: Full name", "Misspelt.")
    future = {"child-born-day": "1", "child-born-month": "1", "child-born-year": "2031"}
    correct(grace, birth, 400, reason="Wrong day.", **future).has("cannot be in the future")
    more = {"mother-mother-identifier": "1"}
    correct(grace, birth, 400, reason="Wrong number.", **more)
    grace.press(WRITE, 400, **{"mother-mother-identifier": "4260181595"}).has("Nothing is different yet")
    cannot = "This cannot be printed on the certificate: 犬."
    correct(grace, birth, 400, reason="Misspelt.", **{NAME: "犬"}).has(cannot, "Misspelt.")
    people("sam").open(f"/office/{birth}/correction", 403)
    people("omar").open(f"/office/{birth}/correction", 403)
    people("amina").open(f"/office/{birth}/correction", 403)


def test_a_person_who_is_corrected_is_looked_up_in_the_register(app: Flask, people: People, birth: str) -> None:
    grace = people("grace")
    with records_of(app, birth):
        known = find("population", "2830166132") or {}
    year, month, day = known["born"].split("-")
    typed = {"identifier": "2830166132", "name": "B", "born-day": day, "born-month": month, "born-year": year}
    father = {f"father-father-{part}": words for part, words in typed.items()}
    correct(grace, birth, reason="The father is Bilal.", **father).has("Bilal Haddad", "checked on")
    with records_of(app, birth) as case:
        entry = db.session.scalars(select(Entry).filter_by(action="person_read").order_by(Entry.id.desc())).first()
        assert entry
        assert (entry.actor_name, entry.purpose) == ("Grace Mensah", DECIDING)
        [correction] = case.corrections
        assert correction.answers["mother"] == case.answers["mother"]


def test_of_two_officers_at_once_one_wins_and_the_other_keeps_what_she_typed(
    app: Flask, people: People, birth: str
) -> None:
    grace, nadia, late = people("grace"), people("nadia"), people("nadia")
    late.open(f"/office/{birth}/correction")
    rename(grace, birth)
    late.press(WRITE, 409, **{NAME: "Leila", "reason": "She said so."}).has("the case has moved on", "She said so.")
    assert late.page.find("input", attrs={"name": NAME, "value": "Leila"})
    taken_by(nadia, birth)
    late.open(f"/office/{birth}").press("Reject the correction", reason__reject_correction="She is called Leila.")
    rename(grace, birth, "Leila Haddad", "As you say.")
    nadia.press("Confirm the correction", 409).has("Another correction was proposed", "Leila Haddad")
    taken_by(nadia, birth).press("Confirm the correction").has("Leila Haddad instead of Rex")
    grace.open(f"/office/{birth}/correction")
    rename(nadia, birth, "Laila", "Dialect.")
    taken_by(people("grace"), birth).press("Confirm the correction")
    grace.press(WRITE, 409, **{"child-sex": "male", "reason": "A boy."}).has(
        "have changed since", "Girl", "Boy", "Laila"
    )
    with records_of(app, birth) as case:
        assert [correction.confirmed for correction in case.corrections] == [False, True, True]
        assert len(certificates(birth)) == 3


def test_a_correction_of_answers_that_have_changed_since_is_not_confirmed(
    app: Flask, people: People, birth: str
) -> None:
    rename(people("grace"), birth)
    with records_of(app, birth), transaction():
        case = db.session.scalars(select(Case).filter_by(reference=birth)).unique().one()
        case.answers = {**case.answers, "place": "XM-HA-02", "sex": "male"}
        record(SYSTEM, "case_moved", About(), purpose=DECIDING)
    nadia = taken_by(people("nadia"), birth)
    nadia.press("Confirm the correction", 409).has("Reject the correction, and propose it again")
    nadia.press("Reject the correction", reason__reject_correction="Something else changed.").has("Registered")


def test_nobody_corrects_what_is_his_own(app: Flask, people: People, birth: str) -> None:
    give_role(app, "amina", service="birth_registration", office="civil-registry")
    people("amina").open(f"/office/{birth}/correction", 403).has("your own or your family's")
    address = f"/office/{birth}/correction"
    try_anyway(people("amina"), address, 403, **{NAME: "Layla", "reason": "Mine."}).has("your own or your family's")


@pytest.fixture
def permit(app: Flask, amina: Visitor) -> str:
    robot = Robot(app, "building_permit")
    reference = robot.apply(amina)
    robot.take_to_a_good_end(amina, reference)
    return reference


def test_a_storey_of_a_permit_is_corrected_and_the_permit_holds_just_as_long(
    app: Flask, people: People, permit: str
) -> None:
    omar, grace, amina = people("omar"), people("grace"), people("amina")
    amina.open("/demo/time").press("A month")
    correct(omar, permit, 400, work__work="conversion", reason="It is one.").has("would have been asked too")
    try_anyway(omar, f"/office/{permit}/steps/propose_correction", 200, reason="Quick.").has("Correct what was issued")
    correct(omar, permit, storey1__area="77.5", reason="Two digits were swapped.")
    taken_by(grace, permit).has("Storey 1: Floor area in square metres", "77.5", "the fee would have been")
    grace.press("Confirm the correction").has("Issued")
    with records_of(app, permit) as case:
        old, new = certificates(permit)
        assert old.valid_until == new.valid_until == case.valid_until
        assert said_by(new).rows[-1] == ("Floor area in square metres", "77.5")
        assert new.issued_at.date() > old.issued_at.date()
    pdf = amina.open(f"/certificates/{new.number}.pdf").response
    assert re.match(b"%PDF", pdf.get_data())
