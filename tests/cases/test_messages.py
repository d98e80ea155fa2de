"""Words about a case: messages, files beside them, notes that the applicant does not see, opinions of the service."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.models import Feedback
from egov.db import db
from egov.notifications.models import OutboxRow
from tests.cases.office import People, guide_dog, records_of, taken_by, try_anyway
from tests.support.visitor import Visitor

PDF = b"%PDF-1.7\n% a picture of Rex"


@pytest.fixture
def reference(amina: Visitor) -> str:
    return guide_dog(amina)


def test_applicant_and_office_write_to_each_other(amina: Visitor, omar: Visitor, reference: str) -> None:
    amina.open(f"/cases/{reference}").press("Send message", message="Rex has grown.")
    omar.open(f"/office/{reference}").has("Rex has grown.").press("Send message", message="How tall is he?")
    amina.open(f"/cases/{reference}").has("Rex has grown.", "How tall is he?")


def test_each_message_bears_the_name_of_the_office_that_wrote_it(
    people: People, amina: Visitor, omar: Visitor, reference: str
) -> None:
    taken_by(omar, reference).press("Send message", message="How tall is he?").press("Refuse", reason__refuse="No.")
    amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="Yes.")
    khadija = taken_by(people("khadija"), reference).press("Send message", message="Bring him here.")
    for _before_and_after in range(2):
        amina.open(f"/cases/{reference}")
        said = [bubble.get_text(" ", strip=True) for bubble in amina.page.select(".bubble")]
        assert said[0].startswith("Harbour City Council, Licensing Office"), said
        assert said[1].startswith("Administrative Tribunal"), said
        khadija.open(f"/office/{reference}")
        if "Annul the decision" in khadija.buttons():
            khadija.press("Annul the decision", reason__annul="Heard.")


def test_the_office_writes_and_the_applicant_is_told_by_letter(
    app: Flask, amina: Visitor, omar: Visitor, reference: str
) -> None:
    omar.open(f"/office/{reference}").press("Send message", message="How tall is he?")
    with app.app_context():
        letters = db.session.scalars(select(OutboxRow).filter_by(case_reference=reference, channel="email")).all()
    assert [letter.recipient for letter in letters if "How tall is he?" in letter.body] == ["amina.haddad@example.org"]


def test_nothing_and_too_much_are_refused(amina: Visitor, reference: str) -> None:
    for words, sentence in [("  ", "Write something first."), ("x" * 4001, "at most 4000")]:
        amina.open(f"/cases/{reference}").press("Send message", 400, message=words).has(sentence)


def test_what_is_missing_is_said_at_the_field_to_who_must_write_it(
    amina: Visitor, omar: Visitor, reference: str
) -> None:
    omar.open(f"/office/{reference}").press("Send message", 400, message=" ")
    assert wrong_fields(omar) == ["message"]
    omar.open(f"/office/{reference}").press("Keep the note", 400, note=" ")
    assert wrong_fields(omar) == ["note"]
    taken_by(omar, reference).press("Refuse", 400, reason__refuse=" ").has("the applicant will read it")
    omar.press("Refuse", reason__refuse="Rex is a cat.")
    amina.open(f"/cases/{reference}").press("Appeal", 400, reason__appeal=" ").lacks("the applicant will read it")
    amina.has("Write something first.")
    assert wrong_fields(amina) == ["reason-appeal"]


def wrong_fields(reader: Visitor) -> list[object]:
    return [field.get("id") for field in reader.page.find_all(attrs={"aria-invalid": "true"})]


def test_files_go_with_an_answer_and_both_sides_open_them(
    app: Flask, people: People, amina: Visitor, omar: Visitor, reference: str
) -> None:
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    files = [(BytesIO(PDF), "rex.pdf"), (BytesIO(PDF), "rex again.pdf")]
    amina.open(f"/cases/{reference}").press("Send your answer", reason__answer="Here.", files=files)
    address = f"/cases/{reference}/files/{first_file(app, reference)}"
    for reader in (amina, omar):
        assert reader.open(address).response.get_data() == PDF
        assert reader.response.headers["Content-Disposition"].startswith("attachment")
        reader.response.close()
    people("sam").open(address, 404)
    people("tomas").open(address, 404)
    Visitor(app).open(address).has("Sign in")
    amina.open(f"/cases/{reference}/files/999999", 404)


def test_what_is_wrong_with_a_file_stands_at_the_file_and_not_at_the_words(
    amina: Visitor, omar: Visitor, reference: str
) -> None:
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina.open(f"/cases/{reference}").has("Up to 5 files, PDF or pictures")
    amina.press("Send your answer", 400, reason__answer="Here.", files=(BytesIO(b""), "rex.pdf")).has(
        "This file is empty."
    )
    assert wrong_fields(amina) == ["files"]
    assert amina.page.select('.error-summary a[href="#files"]')
    amina.press("Send your answer", 400, reason__answer=" ")
    assert wrong_fields(amina) == ["reason-answer"]


def test_files_go_with_a_message_that_nobody_asked_for_and_the_look_is_written_down(
    app: Flask, amina: Visitor, omar: Visitor, reference: str
) -> None:
    amina.open(f"/cases/{reference}").has("Files (optional)", "Up to 5 files, PDF or pictures", "photographs smaller")
    amina.press("Send message", 400, message="Rex now.", message__files=(BytesIO(b"MZ"), "rex.pdf"))
    amina.has("Send a PDF or a picture", "Rex now.")
    assert wrong_fields(amina) == ["message-files"]
    amina.press("Send message", message="Rex now.", message__files=(BytesIO(PDF), "rex.pdf")).has("rex.pdf")
    omar.open(f"/office/{reference}").has("Rex now.").follow("rex.pdf")
    omar.response.close()
    with app.app_context():
        look = db.session.scalars(select(Entry).where(Entry.action == "file_read")).one()
        assert (look.actor_name, look.case_reference, look.purpose) == ("Omar Salim", reference, "deciding the case")


def test_an_answer_and_a_message_have_a_box_each(amina: Visitor, omar: Visitor, reference: str) -> None:
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina.open(f"/cases/{reference}").press("Send message", message="Which?", message__files=(BytesIO(PDF), "rex.pdf"))
    amina.has("rex.pdf", "We need something from you")


def first_file(app: Flask, reference: str) -> int:
    with records_of(app, reference) as case:
        return int(case.messages[-1].files[0]["id"])


def test_a_wrong_file_is_refused_and_the_words_stay(app: Flask, amina: Visitor, omar: Visitor, reference: str) -> None:
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    program = (BytesIO(b"MZ\x90\x00"), "rex.pdf")
    amina.open(f"/cases/{reference}").press("Send your answer", 400, reason__answer="Here he is.", files=program)
    amina.has("Send a PDF or a picture")
    box = amina.page.find("textarea", id="reason-answer")
    assert box and "Here he is." in box.get_text()
    with records_of(app, reference) as case:
        assert (case.state, case.messages) == ("more_info", [])


def test_more_files_than_a_message_carries_are_refused_and_the_words_stay(
    app: Flask, amina: Visitor, omar: Visitor, reference: str
) -> None:
    six = [(BytesIO(PDF + bytes([number])), f"{number}.pdf") for number in range(6)]
    amina.open(f"/cases/{reference}").press("Send message", 400, message="Six of Rex.", message__files=six)
    amina.has("Send at most 5 files", "Six of Rex.")
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    again = [(BytesIO(PDF + bytes([number])), f"{number}.pdf") for number in range(6)]
    amina.open(f"/cases/{reference}").press("Send your answer", 400, reason__answer="Here he is.", files=again)
    amina.has("Send at most 5 files", "Here he is.")
    with records_of(app, reference) as case:
        assert (case.state, case.messages) == ("more_info", [])


def test_notes_are_for_officials_and_not_for_the_applicant(
    people: People, amina: Visitor, omar: Visitor, reference: str
) -> None:
    omar.open(f"/office/{reference}").press("Keep the note", note="He barked at me.").has("He barked at me.")
    amina.open(f"/cases/{reference}").lacks("He barked at me.")
    omar.press("Keep the note", 400, note="").has("Write something first.")
    try_anyway(amina, f"/office/{reference}/notes", 403, note="He is a good dog.")
    try_anyway(people("tomas"), f"/office/{reference}/notes", 403, note="Let me see.")


def test_an_applicant_says_what_she_thinks(app: Flask, amina: Visitor, reference: str) -> None:
    amina.open(f"/cases/{reference}").press("Send your opinion", rating="5", sentence="Quick enough.")
    amina.has("You gave this service 5 of 5.")
    with app.app_context():
        feedback = db.session.scalars(select(Feedback)).one()
        assert (feedback.rating, feedback.sentence, feedback.service) == (5, "Quick enough.", "dog_licence")


def test_an_opinion_outside_one_to_five_is_refused(app: Flask, amina: Visitor, reference: str) -> None:
    for rating in ["", "0", "6", "five", "1.5"]:
        amina.open(f"/cases/{reference}").press("Send your opinion", 400, rating=rating).has("Choose one of the five")
    with app.app_context():
        assert db.session.scalar(select(Feedback)) is None


def test_a_long_opinion_is_refused_and_nothing_of_it_is_lost(app: Flask, amina: Visitor, reference: str) -> None:
    sentence = "x" * 1000 + " but I had to come twice."
    amina.open(f"/cases/{reference}").press("Send your opinion", 400, rating="2", sentence=sentence)
    amina.has("Use at most 1000 characters", sentence)
    assert amina.page.select_one("input[name=rating][value='2'][checked]")
    assert amina.page.select_one(".error-summary a[href='#sentence']")
    with app.app_context():
        assert db.session.scalar(select(Feedback)) is None


def test_a_second_opinion_replaces_the_first(app: Flask, people: People, amina: Visitor, reference: str) -> None:
    for rating in ("1", "4"):
        try_anyway(amina, f"/cases/{reference}/feedback", 200, rating=rating)
    try_anyway(people("sam"), f"/cases/{reference}/feedback", 404, rating="1")
    with app.app_context():
        assert [feedback.rating for feedback in db.session.scalars(select(Feedback))] == [4]


def test_a_stranger_writes_to_nobody(people: People, app: Flask, reference: str) -> None:
    try_anyway(people("sam"), f"/cases/{reference}/messages", 404, message="Let me in.")
    try_anyway(people("sam"), f"/office/{reference}/messages", 403, message="Let me in.")
    with records_of(app, reference) as case:
        assert case.messages == []
