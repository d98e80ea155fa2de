"""Breaking the glass: Tomás reads a case that is not hers, says why, and Amina is told at once."""

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.operations import APPOINTING, EMERGENCY, SYSTEM, About, record
from egov.cases.emergency import emergency_until
from egov.clock import clock
from egov.db import db, transaction
from egov.notifications.models import OutboxRow
from tests.cases.office import People, guide_dog, person_called, records_of, taken_by, try_anyway
from tests.support.meanwhile import beside
from tests.support.visitor import Visitor

REASON = "A dog has bitten a child and we must find its owner now."
PDF = b"%PDF-1.7\n% a picture of Rex"


@pytest.fixture
def reference(people: People) -> str:
    return guide_dog(people("amina"))


@pytest.fixture
def tomas(people: People) -> Visitor:
    """An officer of another office."""
    return people("tomas")


def broken(tomas: Visitor, reference: str) -> Visitor:
    tomas.open(f"/office/{reference}", 403).has("This case belongs to another office.").follow("Emergency access")
    return tomas.press("Open the case", reason=REASON)


def take_roles(app: Flask, persona: str) -> None:
    with app.app_context(), transaction():
        person = person_called(persona)
        for held in person.roles:
            db.session.delete(held)
        record(SYSTEM, "role_taken", About(person.id), purpose=APPOINTING)


def entries(app: Flask, **which: object) -> list[Entry]:
    with app.app_context():
        return list(db.session.scalars(select(Entry).filter_by(**which).order_by(Entry.id)))


def test_with_a_reason_tomas_reads_the_case_and_cannot_act_on_it(tomas: Visitor, reference: str) -> None:
    broken(tomas, reference).has("Emergency access", "You may read this case until", "What the applicant wrote")
    assert tomas.buttons() == ["Sign out"]
    for deed in ("claim", "messages", "notes", "steps/approve"):
        try_anyway(tomas, f"/office/{reference}/{deed}", 403, message="So.", note="So.", reason__approve="So.")


def test_the_entry_says_emergency_access_and_why(app: Flask, tomas: Visitor, reference: str) -> None:
    broken(tomas, reference)
    [opened] = entries(app, action="emergency_access")
    assert (opened.purpose, opened.details, opened.case_reference) == (EMERGENCY, {"reason": REASON}, reference)
    assert (opened.actor_name, opened.office) == ("Tomás Silva", "traffic")
    assert [read.purpose for read in entries(app, action="case_read", actor_id=opened.actor_id)] == [EMERGENCY]


def test_amina_gets_a_letter_at_once_and_sees_it_in_her_list(
    app: Flask, people: People, tomas: Visitor, reference: str
) -> None:
    broken(tomas, reference)
    with app.app_context():
        letters = db.session.scalars(select(OutboxRow).filter_by(case_reference=reference, channel="email")).all()
    [letter] = [letter for letter in letters if "emergency" in letter.subject]
    assert letter.recipient == "amina.haddad@example.org"
    assert all(words in letter.body for words in (REASON, "Tomás Silva", "Traffic and Parking Office"))
    people("amina").open("/my/file-access").has("Opened the case in an emergency", f"emergency access: {REASON}")


def test_ruth_finds_it_with_a_filter(people: People, tomas: Visitor, reference: str) -> None:
    broken(tomas, reference)
    ruth = people("ruth").open("/audit?emergency=yes")
    found = ruth.page.select_one("table")
    assert found
    assert REASON in found.get_text()
    assert {row.find_all("td")[4].get_text() for row in found.select("tbody tr")} == {reference}
    assert all("emergency access" in row.get_text() for row in found.select("tbody tr"))


@pytest.mark.parametrize("reason", ["", "too short", "a        b         c", "x" * 501])
def test_without_a_reason_nothing_opens(app: Flask, tomas: Visitor, reference: str, reason: str) -> None:
    tomas.open(f"/office/{reference}/emergency")
    tomas.press("Open the case", 400, reason=reason).has("Write the reason, in 10 to 500 characters.")
    tomas.open(f"/office/{reference}/emergency").lacks("What the applicant wrote")
    assert entries(app, action="emergency_access") == []


def test_after_an_hour_it_is_closed_again(app: Flask, tomas: Visitor, reference: str) -> None:
    broken(tomas, reference)
    with records_of(app, reference) as case:
        person = person_called("tomas")
        for minutes, is_open in ((0, True), (59, True), (61, False)):
            clock.offset = timedelta(minutes=minutes)
            assert (emergency_until(case, person) is not None) is is_open, minutes


def test_it_opens_this_case_for_tomas_alone(people: People, tomas: Visitor, reference: str) -> None:
    other = guide_dog(people("amina"))
    broken(tomas, reference)
    tomas.open(f"/office/{other}/emergency").lacks("What the applicant wrote")
    people("farid").open(f"/office/{reference}/emergency").lacks("What the applicant wrote")
    people("sam").open(f"/office/{reference}/emergency", 403)


def test_three_an_hour_and_no_more(people: People, tomas: Visitor) -> None:
    amina = people("amina")
    for number in range(4):
        tomas.open(f"/office/{guide_dog(amina)}/emergency")
        tomas.press("Open the case", 429 if number == 3 else 200, reason=REASON)
    tomas.has("You have opened 3 cases in an emergency within an hour.")


def test_three_an_hour_also_where_two_are_opened_at_the_same_moment(app: Flask, people: People, tomas: Visitor) -> None:
    amina = people("amina")
    for _number in range(2):
        broken(tomas, guide_dog(amina))
    windows = [tomas, people("tomas")]
    for window in windows:
        window.open(f"/office/{guide_dog(amina)}/emergency")
    third, fourth = (partial(window.press, "Open the case", reason=REASON) for window in windows)
    beside(app, "INSERT INTO", third, partial(fourth, 429))
    windows[1].has("You have opened 3 cases in an emergency within an hour.")
    assert len(entries(app, action="emergency_access")) == 3


def test_opening_it_twice_tells_amina_once(app: Flask, tomas: Visitor, reference: str) -> None:
    broken(tomas, reference)
    try_anyway(tomas, f"/office/{reference}/emergency", 200, reason=REASON)
    assert len(entries(app, action="emergency_access")) == 1


def test_nobody_opens_the_case_of_his_own_family(people: People) -> None:
    omar = people("omar")
    reference = guide_dog(omar)
    try_anyway(omar, f"/office/{reference}/emergency", 403, reason=REASON)


def test_who_works_on_the_case_needs_no_emergency(people: People, reference: str) -> None:
    assert people("omar").open(f"/office/{reference}/emergency").address == f"/office/{reference}"


def test_attached_files_open_too_and_say_why(app: Flask, people: People, tomas: Visitor, reference: str) -> None:
    taken_by(people("omar"), reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina = people("amina").open(f"/cases/{reference}")
    amina.press("Send your answer", reason__answer="Here.", files=[(BytesIO(PDF), "rex.pdf")])
    with records_of(app, reference) as case:
        address = f"/cases/{reference}/files/{case.messages[-1].files[0]['id']}"
    tomas.open(address, 404)
    broken(tomas, reference)
    tomas.open(address).response.close()
    assert entries(app, action="file_read")[-1].purpose == EMERGENCY
    take_roles(app, "tomas")
    tomas.open(address, 404)
