"""Decisions: with reasons and a way to appeal, by who may, on nobody's own case, and by two where the law asks."""

from datetime import date

import pytest
from flask import Flask

from tests.cases.office import (
    People,
    apply_for,
    give_role,
    guide_dog,
    it_is,
    person_called,
    records_of,
    taken_by,
    try_anyway,
)
from tests.support.robot import pay
from tests.support.visitor import Visitor


def building_permit_in_assessment(amina: Visitor) -> str:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    return reference


def test_a_refusal_needs_a_reason(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Refuse", 400, reason__refuse="  ").has("Write the reason")
    with records_of(app, reference) as case:
        assert case.state == "assessment"
        assert not case.decisions


def test_a_reason_of_a_book_is_refused_and_stays_in_the_box(amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Refuse", 400, reason__refuse="x" * 4001).has("Use at most 4000 characters")
    box = omar.page.find("textarea", id="reason-refuse")
    assert box and len(box.get_text().strip()) == 4001


def test_an_approval_has_no_ground_for_refusing(app: Flask, people: People, amina: Visitor, omar: Visitor) -> None:
    reference, grace = building_permit_in_assessment(amina), people("grace")
    taken_by(omar, reference).press("Propose approval")
    taken_by(grace, reference)
    approve = f"/office/{reference}/steps/approve"
    try_anyway(grace, approve, 400, ground__approve="coverage").has("Only a refusal has a ground.")
    with records_of(app, reference) as case:
        assert case.decisions == []
    grace.open(f"/office/{reference}").press("Approve")
    amina.open(f"/cases/{reference}").has("Approved").lacks("Rule applied")


def test_a_refusal_tells_reasons_law_appeal_body_and_the_last_day_past_holidays(
    app: Flask, amina: Visitor, omar: Visitor
) -> None:
    it_is(app, date(2026, 4, 1))  # thirty days later is Labour Day, a Friday
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Refuse", reason__refuse="Rex is a wolf.")
    amina.open(f"/cases/{reference}").has(
        "Refused", "Rex is a wolf.", "Animals Act, section 12", "Administrative Tribunal", "4 May 2026"
    )
    omar.open(f"/office/{reference}").has("Rex is a wolf.", "4 May 2026")


def test_a_decision_keeps_the_facts_it_was_made_on(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Approve")
    with records_of(app, reference) as case:
        decision = case.decisions[0]
        assert (decision.outcome, decision.person.name) == ("approved", "Omar Salim")
        assert decision.facts == case.answers


@pytest.mark.parametrize("persona", ["amina", "bilal"])
def test_nobody_decides_on_his_own_or_his_familys_case(app: Flask, people: People, persona: str) -> None:
    give_role(app, persona, service="dog_licence", office="harbour-licensing")
    reference = guide_dog(people("amina"))
    relative = people(persona)
    assert "Take this case" not in relative.open(f"/office/{reference}").has("your own or your family's").buttons()
    try_anyway(relative, f"/office/{reference}/claim", 403).has("your own or your family's")
    try_anyway(relative, f"/office/{reference}/steps/approve", 403).has("your own or your family's")
    with records_of(app, reference) as case:
        assert (case.state, case.claimed_by_id) == ("assessment", None)


def test_a_case_is_not_handed_over_to_the_family(app: Flask, people: People, omar: Visitor, amina: Visitor) -> None:
    give_role(app, "bilal", service="dog_licence", office="harbour-licensing")
    reference = guide_dog(amina)
    assert "Hand over" not in taken_by(omar, reference).buttons()  # he has no other colleague
    with app.app_context():
        bilal = person_called("bilal").id
    try_anyway(omar, f"/office/{reference}/hand-over", 403, colleague=str(bilal)).has("your own or your family's")
    with records_of(app, reference) as case:
        assert case.claimed_by and case.claimed_by.name == "Omar Salim"


def test_who_proposed_does_not_approve_but_a_second_officer_does(app: Flask, people: People, amina: Visitor) -> None:
    omar, grace = people("omar"), people("grace")
    reference = building_permit_in_assessment(amina)
    taken_by(omar, reference).press("Propose approval")
    assert "Approve" not in omar.open(f"/office/{reference}").buttons()
    try_anyway(omar, f"/office/{reference}/steps/approve", 403).has("a second person")
    try_anyway(omar, f"/office/{reference}/steps/send_back", 403, reason__send_back="No.").has("a second person")
    taken_by(grace, reference).press("Approve")
    amina.open(f"/cases/{reference}").has("Issued")


def test_a_second_officer_sends_back_with_a_reason(app: Flask, people: People, amina: Visitor) -> None:
    omar, grace = people("omar"), people("grace")
    reference = building_permit_in_assessment(amina)
    taken_by(omar, reference).press("Propose approval")
    taken_by(grace, reference).press("Send back", 400).has("Write the reason")
    grace.press("Send back", reason__send_back="The plans show four storeys.")
    with records_of(app, reference) as case:
        assert case.state == "assessment"
    grace.press("Propose approval")
    taken_by(omar, reference).has("Waiting for a second officer")


def test_an_officer_of_another_office_sees_and_decides_nothing(app: Flask, people: People, amina: Visitor) -> None:
    reference = guide_dog(amina)
    tomas = people("tomas")
    tomas.open(f"/office/{reference}", 403).has("another office").lacks("Rexina")
    try_anyway(tomas, f"/office/{reference}/steps/approve", 403)
    with records_of(app, reference) as case:
        assert case.state == "assessment"


def test_a_step_taken_twice_is_refused_the_second_time(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Approve")
    try_anyway(omar, f"/office/{reference}/steps/approve", 409).has("the case has moved on")
    with records_of(app, reference) as case:
        assert len(case.decisions) == 1


def test_an_applicant_cannot_take_the_steps_of_an_officer(app: Flask, people: People, amina: Visitor) -> None:
    reference = guide_dog(amina)
    try_anyway(amina, f"/cases/{reference}/steps/approve", 409)
    try_anyway(amina, f"/office/{reference}/steps/approve", 403)
    with records_of(app, reference) as case:
        assert case.state == "assessment"


def test_an_issued_licence_is_revoked_with_a_reason_and_can_be_appealed(amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Approve")
    omar.press("Revoke", 400).has("Write the reason")
    omar.press("Revoke", reason__revoke="Rex is a wolf after all.")
    amina.open(f"/cases/{reference}").has("Revoked", "Rex is a wolf after all.", "Administrative Tribunal")


def test_an_applicant_withdraws_and_the_case_is_closed(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    amina.open(f"/cases/{reference}").press("Withdraw")
    amina.open(f"/cases/{reference}").has("Nothing more happens with it.")
    with records_of(app, reference) as case:
        assert case.closed_at is not None
    omar.open("/office").lacks(reference)
    omar.open(f"/office/{reference}")
    assert "Take this case" not in omar.buttons()
    try_anyway(omar, f"/office/{reference}/claim", 409).has("does not wait for an officer")
