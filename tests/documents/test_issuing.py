"""A certificate is issued once, says what the case said, and is taken back with a reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.printable import missing_on_certificate
from egov.cases.steps import Taken, take_step
from egov.catalogue import Certificate as Definition
from egov.catalogue import all_services, service_of
from egov.country.days import today
from egov.db import db, transaction
from egov.documents.facts import said_by
from egov.documents.models import Certificate
from egov.documents.numbers import clean_code, clean_number
from egov.documents.operations import issue_certificate, months_after, papers_in
from egov.documents.printing import paper_of
from egov.errors import Conflict
from egov.identity.models import Person
from egov.notifications.models import OutboxRow
from egov.papers.paper import MissingGlyph
from egov.texts import _
from tests.documents.dogs import DOG, case_about, revoke
from workflows.engine import By

Named = Callable[[str], Person]


def test_an_approved_dog_gets_a_licence_for_twelve_months(licence: Certificate, person_named: Named) -> None:
    assert licence.holder_name == "Amina Haddad · أمينة حداد"
    assert [row for row in said_by(licence).rows if row[0] != "Issued to"] == [("Name of the dog", "Koa")]
    assert licence.valid_until == months_after(today(), 12)
    assert licence.issued_by_id == person_named("omar").id
    assert licence.number.startswith("DLC-")


def test_the_entry_of_the_issue_names_officer_office_and_citizen(licence: Certificate, person_named: Named) -> None:
    entry = db.session.scalars(select(Entry).filter_by(action="certificate_issued")).one()
    assert (entry.actor_name, entry.office) == ("Omar Salim", licence.office)
    assert entry.subject_id == person_named("amina").id
    assert entry.details == {"number": licence.number}


def test_the_applicant_is_told_where_her_certificate_is(licence: Certificate) -> None:
    letters = db.session.scalars(select(OutboxRow).filter_by(channel="email")).all()
    assert any(f"/certificates/{licence.number}" in letter.body for letter in letters)


def test_a_case_has_one_certificate_that_holds(licence: Certificate) -> None:
    with pytest.raises(Conflict), transaction():
        issue_certificate(licence.case)


def test_a_service_that_promises_no_certificate_issues_none(app: Flask, person_named: Named) -> None:
    with app.test_request_context():
        all_services()["dog_licence"] = replace(service_of("dog_licence"), certificate=None)
        with transaction():
            case = case_about(DOG, person_named("amina"))
            take_step(case, "approve", Taken(By.OFFICER, person_named("omar")))
        assert db.session.scalar(select(Certificate)) is None
        assert case.state == "issued"


def test_a_name_that_cannot_be_printed_keeps_the_case_where_it_was(app: Flask, person_named: Named) -> None:
    with app.test_request_context():
        with transaction():
            case = case_about(DOG, person_named("amina"))
            case.answers = {**DOG, "dog_name": "მზე"}  # as it was sent before anybody looked at its letters
        with pytest.raises(MissingGlyph), transaction():
            take_step(case, "approve", Taken(By.OFFICER, person_named("omar")))
        db.session.refresh(case)
        assert case.state == "assessment"
        assert db.session.scalar(select(Certificate)) is None


def test_what_was_typed_is_looked_at_also_where_it_stands_in_a_list(app: Flask) -> None:
    with app.test_request_context():
        dog = service_of("dog_licence")
        definition = replace(
            cast(Definition, dog.certificate), rows=lambda answers: [(_("Address"), [answers["dog_name"], today()])]
        )
        service = replace(dog, certificate=definition)
        assert missing_on_certificate(service, {**DOG, "dog_name": "მზე"}) == "მზე"
        assert missing_on_certificate(service, DOG) == ""


def test_a_revoked_certificate_keeps_the_reason(licence: Certificate, person_named: Named) -> None:
    revoke(licence, person_named("omar"), "The dog died.")
    db.session.refresh(licence)
    assert licence.revoked_at
    assert licence.revoked_reason == "The dog died."
    assert db.session.scalars(select(Entry).filter_by(action="certificate_revoked")).one()


def test_the_certificates_of_a_case_are_offered_with_page_and_pdf(licence: Certificate) -> None:
    (link,) = papers_in(licence.case)
    assert str(link.title) == "Dog licence"
    assert (link.page, link.pdf) == (f"/certificates/{licence.number}", f"/certificates/{licence.number}.pdf")


def test_the_paper_of_a_demonstration_says_specimen(app: Flask, licence: Certificate) -> None:
    paper = paper_of(licence)
    assert paper.specimen_word == "SPECIMEN"
    assert paper.qr_url.endswith(f"/verify/{licence.code}")
    assert ("Issued to", "Amina Haddad · أمينة حداد") in paper.rows


def test_the_paper_of_a_revoked_certificate_says_so(licence: Certificate, person_named: Named) -> None:
    revoke(licence, person_named("omar"), "The dog died.")
    assert paper_of(licence).specimen_word == "REVOKED"


def test_the_key_of_the_seal_is_readable_by_its_owner_alone(app: Flask, licence: Certificate) -> None:
    key = Path(app.config["KEYS_FOLDER"]) / "certificates"
    assert key.stat().st_mode & 0o077 == 0


def test_number_and_code_are_understood_however_they_are_typed(licence: Certificate) -> None:
    assert clean_number(f" {licence.number.lower().replace('-', ' ')} ") == licence.number
    assert clean_code(licence.code.lower().replace("0", "o").replace("1", "l")) == licence.code
    assert clean_number(licence.code) is None or clean_number(licence.code) != licence.number
    assert clean_code("short") is None


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, last: date) -> None:
    assert months_after(day, months) == last
