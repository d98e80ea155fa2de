"""Each look at a case is written down, also the one that comes with a refusal; and nobody acts on his own case."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.db import db
from egov.identity.models import Person
from tests.cases.office import apply_for, give_role, guide_dog, person_called, records_of, taken_by, try_anyway
from tests.support.robot import pay
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]
OWN = "This case is your own"


def looks(app: Flask, action: str, by: str) -> list[Entry]:
    """What a persona's looks of this kind say."""
    with app.app_context():
        query = select(Entry).filter_by(action=action, actor_id=person_called(by).id, read=True)
        return list(db.session.scalars(query.order_by(Entry.id)))


def test_a_refused_form_shows_the_case_and_that_is_a_look(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    try_anyway(omar, f"/office/{reference}/notes", 400, note="").has("Write something first.")
    assert [entry.case_reference for entry in looks(app, "case_read", "omar")] == [reference]


def test_a_refused_correction_shows_the_case_and_that_is_a_look(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    try_anyway(omar, f"/office/{reference}/correction", 409, reason="Let me see.").has("Correct what was issued")
    assert [entry.case_reference for entry in looks(app, "case_read", "omar")] == [reference]


def test_whom_the_answers_name_finds_the_look_in_his_own_list(app: Flask, amina: Visitor, people: People) -> None:
    reference = apply_for("birth_registration", amina)
    with records_of(app, reference) as case:
        named = {case.answers[parent]["identifier"] for parent in ("mother", "father") if case.answers.get(parent)}
        others = select(Person.id).where(Person.identifier.in_(named - {case.applicant_identifier}))
        expected = sorted(db.session.scalars(others))
    people("nadia").open(f"/office/{reference}").has("What the registers say")
    seen = looks(app, "person_read", "nadia")
    assert expected
    assert [(entry.subject_id, entry.case_reference) for entry in seen] == [(one, reference) for one in expected]


def test_an_arabic_officer_reads_the_arabic_of_the_register(app: Flask, amina: Visitor) -> None:
    reference = guide_dog(amina)
    omar = Visitor(app, "ar").sign_in("omar").open(f"/office/{reference}")
    panel = [section.get_text(" ") for section in omar.page.select("dl") if "تاريخ الميلاد" in section.get_text()]
    assert any("أمينة حداد" in told and "طريق الفنار" in told for told in panel), panel
    assert not any("Amina Haddad" in told or "Lighthouse" in told for told in panel)


def test_a_search_notes_what_it_found(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    omar.open("/office").post("/office/search", omar.token() | {"q": "Amina"}).has(reference)
    assert looks(app, "cases_searched", "omar")[-1].details == {"typed": "Amina", "cases": [reference]}


def test_whom_a_search_shows_finds_it_in_his_own_list(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    omar.open("/office").post("/office/search", omar.token() | {"q": "ami"}).has("Amina Haddad")
    with app.app_context():
        applicant = person_called("amina").id
    told = [entry for entry in looks(app, "cases_searched", "omar") if entry.subject_id == applicant]
    assert [(entry.case_reference, entry.details) for entry in told] == [(reference, {})]
    amina.open("/my/file-access").has("Searched for cases", reference)


def test_the_list_of_opinions_that_are_wanted_is_a_look(
    app: Flask, amina: Visitor, omar: Visitor, people: People
) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=["fire-safety"], reason__ask_opinions="Is it safe?")
    people("farid").open("/office").has(reference, "Is it safe?")
    assert looks(app, "cases_listed", "farid")[-1].details == {"cases": [reference]}


def test_who_decides_writes_nothing_official_about_his_own_case(app: Flask, omar: Visitor) -> None:
    reference = guide_dog(omar)
    omar.open(f"/office/{reference}").has(OWN).lacks("Write to the applicant", "Keep the note")
    for what in ("note", "message"):
        try_anyway(omar, f"/office/{reference}/{what}s", 403, **{what: "A fine dog."}).has(OWN)
    with records_of(app, reference) as case:
        assert (case.notes, case.messages) == ([], [])


def test_who_applied_reads_at_his_own_desk_no_more_than_on_his_page(app: Flask, omar: Visitor) -> None:
    reference = guide_dog(omar)
    give_role(app, "tomas", service="dog_licence", office="harbour-licensing")
    tomas = Visitor(app).sign_in("tomas").open(f"/office/{reference}")
    tomas.press("Keep the note", note="He barks at the neighbours.").has("He barks at the neighbours.")
    omar.open(f"/office/{reference}").has(OWN).lacks("Notes between officials", "He barks at the neighbours.")


def test_a_reviewer_does_not_write_in_the_name_of_the_office(
    app: Flask, amina: Visitor, omar: Visitor, people: People
) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=["fire-safety"], reason__ask_opinions="Is it safe?")
    try_anyway(people("farid"), f"/office/{reference}/messages", 403, message="Send me money.").has("not an officer")
    with records_of(app, reference) as case:
        assert case.messages == []


@pytest.mark.parametrize("button", ["Confirm the decision", "Annul the decision"])
def test_who_decided_does_not_hear_the_appeal(
    app: Flask, amina: Visitor, omar: Visitor, people: People, button: str
) -> None:
    give_role(app, "omar", service="*", office="tribunal", role="appeal")
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Refuse", reason__refuse="No.")
    amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="Yes.")
    assert button not in omar.open(f"/office/{reference}").has("you have already acted on this case").buttons()
    action = button.split(maxsplit=1)[0].lower()
    try_anyway(omar, f"/office/{reference}/steps/{action}", 403, **{f"reason-{action}": "I was right."})
    taken_by(people("khadija"), reference).press(button, **{f"reason__{action}": "Heard."}).has("Done.")


def offices_of(app: Flask, by: str, *actions: str) -> set[str]:
    """At which offices the log says that a persona did these things."""
    with app.app_context():
        query = select(Entry.office).where(Entry.actor_id == person_called(by).id, Entry.action.in_(actions))
        return set(db.session.scalars(query))


@pytest.mark.parametrize("button", ["Confirm the decision", "Annul the decision"])
def test_a_judge_is_written_down_at_the_tribunal_and_an_officer_at_his_office(
    app: Flask, amina: Visitor, omar: Visitor, people: People, button: str
) -> None:
    reference, khadija, action = guide_dog(amina), people("khadija"), button.split(maxsplit=1)[0].lower()
    taken_by(omar, reference).press("Refuse", reason__refuse="No.")
    amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="Yes.")
    omar.open(f"/office/{reference}")
    taken_by(khadija, reference).press(button, **{f"reason__{action}": "Heard."}).open(f"/office/{reference}")
    assert offices_of(app, "khadija", f"step_{action}", "case_read") == {"tribunal"}
    assert offices_of(app, "omar", "step_refuse", "case_read") == {"harbour-licensing"}


def test_whoever_gives_an_opinion_is_written_down_at_the_office_that_was_asked(
    app: Flask, amina: Visitor, omar: Visitor, people: People
) -> None:
    reference, farid = apply_for("building_permit", amina), people("farid")
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=["fire-safety"], reason__ask_opinions="Is it safe?")
    farid.open(f"/office/{reference}").press("Keep the note", note="I look at the stairs.")
    with records_of(app, reference) as case:
        plans = case.answers["plans"][0]["id"]
    farid.open(f"/cases/{reference}/files/{plans}").response.close()
    assert offices_of(app, "farid", "case_read", "note_written", "file_read") == {"fire-safety"}
