"""Anybody can check a certificate, and learns no more than he must."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from egov.audit.models import Entry
from egov.clock import clock
from egov.country.digits import to_native
from egov.db import db
from egov.documents.models import Certificate
from egov.documents.verification import Standing, verify
from egov.identity.models import Person
from tests.documents.dogs import revoke, tamper
from tests.support.visitor import Visitor

Named = Callable[[str], Person]


def ask(visitor: Visitor, typed: str) -> Visitor:
    """Type a number or a code into the public form."""
    assert visitor.open("/verify").page.find("form", method="get", action="/verify")
    return visitor.open(f"/verify?number={quote(typed)}")


def test_a_certificate_holds_until_its_last_day_has_passed(licence: Certificate) -> None:
    assert verify(licence.number).standing == Standing.HOLDS
    assert licence.valid_until
    clock.offset = timedelta(days=(licence.valid_until - licence.issued_at.date()).days + 2)
    assert verify(licence.number).standing == Standing.EXPIRED


def test_a_revoked_certificate_no_longer_holds(licence: Certificate, person_named: Named) -> None:
    revoke(licence, person_named("omar"), "The dog died.")
    assert verify(licence.code).standing == Standing.REVOKED


@pytest.mark.parametrize("field", ["holder_name", "title", "office", "signature"])
def test_a_certificate_that_was_changed_in_the_database_is_seen_through(licence: Certificate, field: str) -> None:
    tamper(licence, **{field: "harbour-licensing-2"})
    verdict = verify(licence.code)
    assert verdict.standing == Standing.ALTERED
    assert not verdict.is_genuine


def test_a_fact_that_was_changed_is_seen_through(licence: Certificate) -> None:
    tamper(licence, facts=[["Name of the dog", "Rex"]])
    assert verify(licence.number).standing == Standing.ALTERED


@pytest.mark.parametrize("typed", ["", "DLC-26-7KQ4M2-A", "nonsense", "0" * 26, "x" * 5000, "\x00", "’; DROP TABLE"])
def test_what_nobody_issued_is_unknown(licence: Certificate, typed: str) -> None:
    assert verify(typed).standing == Standing.UNKNOWN


def test_the_code_shows_what_the_paper_says(visitor: Visitor, licence: Certificate) -> None:
    page = visitor.open(f"/verify/{licence.code}")
    page.has("Genuine and valid", "Dog licence", "Amina Haddad", "Koa", licence.number)


def test_the_number_alone_tells_no_name(visitor: Visitor, licence: Certificate) -> None:
    page = ask(visitor, f" {licence.number.lower()} ")
    page.has("Genuine and valid", "Dog licence").lacks("Amina", "Koa", licence.code)


def test_the_number_is_understood_with_other_marks_and_digits(visitor: Visitor, licence: Certificate) -> None:
    for typed in (licence.number.replace("-", " \u2013 "), licence.number.replace("-", ""), f"\u200f{licence.number}"):
        ask(visitor, to_native(typed, "arab")).has("Genuine and valid")


def test_a_typed_code_leads_to_its_page(visitor: Visitor, licence: Certificate) -> None:
    ask(visitor, licence.code.lower()).has("Amina Haddad")
    assert visitor.address.endswith(f"/verify/{licence.code}")


def test_what_is_unknown_is_answered_with_what_to_do(visitor: Visitor, licence: Certificate) -> None:
    visitor.open("/verify/0000000000000000000000000Z", status=404).has("We do not know this certificate")
    ask(visitor, "DLC-26-7KQ4M2-A").has("Check each letter and number")


def test_a_changed_certificate_warns_and_shows_nothing_of_itself(visitor: Visitor, licence: Certificate) -> None:
    tamper(licence, holder_name="Sam Okafor")
    page = visitor.open(f"/verify/{licence.code}")
    page.has("Do not rely on this certificate").lacks("Sam Okafor", "Dog licence")


def test_who_checks_with_the_code_leaves_an_entry_and_the_number_alone_leaves_none(
    visitor: Visitor, licence: Certificate
) -> None:
    seen = select(Entry).filter_by(action="certificate_verified", read=True)
    ask(visitor, licence.number)
    assert db.session.scalars(seen).all() == []
    visitor.open(f"/verify/{licence.code}")
    db.session.rollback()
    (entry,) = db.session.scalars(seen).all()
    assert entry.case_reference == licence.case.reference


def test_who_types_nothing_is_told_so(visitor: Visitor) -> None:
    visitor.open("/verify").lacks("There is a problem").open("/verify?number=+", 400)
    visitor.has("There is a problem", "Answer the question: Number or code")
