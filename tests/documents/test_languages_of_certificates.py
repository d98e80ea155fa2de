"""A certificate says the same in every language: the words as they were on its day, days and numbers as it is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from egov.country.money import Money
from egov.db import db
from egov.documents.facts import kept, said_by, spelled
from egov.documents.models import Certificate
from egov.documents.printing import languages_of, paper_of
from egov.documents.seal import is_unbroken
from egov.forms.places import AreaName
from egov.papers.paper import Paper
from egov.texts import _, use_language
from tests.documents.dogs import tamper
from tests.support.robot import Robot
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]
Values = dict[str, str]


@contextmanager
def issued(app: Flask, people: People, service: str) -> Iterator[Certificate]:
    """The certificate of a case that Amina brought in English."""
    robot, amina = Robot(app, service), people("amina")
    robot.take_to_a_good_end(amina, robot.apply(amina))
    with app.test_request_context():
        yield db.session.scalars(select(Certificate)).one()


def rows(paper: Paper) -> Values:
    return dict(paper.rows)


def test_a_building_permit_names_the_work_and_the_floor_in_the_language_of_the_paper(
    app: Flask, people: People
) -> None:
    with issued(app, people, "building_permit") as permit:
        assert rows(paper_of(permit))["Kind of work"] == "A new building"
        arabic = paper_of(permit, "ar")
        assert (arabic.language, arabic.direction, arabic.title) == ("ar", "rtl", "رخصة بناء")
        assert rows(arabic)["نوع الأعمال"] == "بناء جديد"
        floor = rows(arabic)["المساحة بالمتر المربع"]
        assert floor and not any("0" <= letter <= "9" for letter in floor)
        assert rows(arabic)["قطعة الأرض"] == rows(paper_of(permit))["Parcel"]  # an official number stays as it is


def test_a_birth_certificate_names_day_and_place_in_the_language_of_the_paper(app: Flask, people: People) -> None:
    with issued(app, people, "birth_registration") as birth:
        english, arabic = rows(paper_of(birth)), rows(paper_of(birth, "ar"))
        assert (english["Girl or boy"], english["Date of birth"]) == ("Girl", "1 January 2026")
        assert (arabic["الجنس"], arabic["تاريخ الميلاد"]) == ("أنثى", "١ يناير ٢٠٢٦")
        assert english["Place of birth"].isascii()
        assert not any(letter.isascii() and letter.isalpha() for letter in arabic["مكان الميلاد"])


def test_whoever_checks_it_reads_it_in_his_language(app: Flask, people: People) -> None:
    with issued(app, people, "building_permit") as permit:
        code = permit.code
    Visitor(app, "ar").open(f"/verify/{code}").has("رخصة بناء", "بناء جديد").lacks("A new building")


def test_the_holder_prints_it_in_each_language_of_the_country(people: People, licence: Certificate) -> None:
    amina = people("amina").open(f"/certificates/{licence.number}")
    amina.lacks("( English )").follow("Download as PDF (العربية)")
    assert b"/Lang (ar)" in amina.response.data
    assert f'filename="{licence.number}-ar.pdf"' in amina.response.headers["Content-Disposition"]


@pytest.mark.parametrize(("asked", "language"), [("", b"en"), ("?language=ar", b"ar"), ("?language=xx", b"en")])
def test_the_paper_is_in_the_language_that_is_asked_for(
    people: People, licence: Certificate, asked: str, language: bytes
) -> None:
    amina = people("amina").open(f"/certificates/{licence.number}.pdf{asked}")
    assert b"/Lang (%s)" % language in amina.response.data


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [
        (_("A new building"), "A new building", "بناء جديد"),
        (True, "Yes", "نعم"),
        (date(2026, 3, 5), "5 March 2026", "٥ مارس ٢٠٢٦"),
        (datetime(2026, 3, 5, 9, 30, tzinfo=UTC), "5 March 2026, 14:30", "٥ مارس ٢٠٢٦، ١٤:٣٠"),
        (Decimal("1234.50"), "1,234.5", "١٬٢٣٤٫٥"),
        (3, "3", "٣"),
        (Money(1250, "XMC"), "Cr\u00a012.50", "١٢٫٥٠\u00a0كراون"),
        (AreaName("XM-HA-02"), "Lantern Point, Harbour District", "رأس المنارة، مقاطعة المرفأ"),
        (
            ["3 Harbour Road", AreaName("XM-HA")],
            "3 Harbour Road, Harbour District",
            "\u20683 Harbour Road\u2069، مقاطعة المرفأ",
        ),
        ("Koa", "Koa", "Koa"),
        (None, "–", "–"),
    ],
)
def test_what_the_house_knows_is_in_the_readers_language_and_what_was_typed_is_not(
    app: Flask, value: Any, english: str, arabic: str
) -> None:
    with app.test_request_context():
        fact = kept(value)
        assert spelled(fact) == english
        with use_language("ar"):
            assert spelled(fact) == arabic


def test_each_paper_says_in_every_language_how_to_check_it_that_of_the_paper_first(licence: Certificate) -> None:
    english, arabic = paper_of(licence).how_to_check
    assert english == f"To check it, scan the code or type {licence.number} at localhost/verify"
    assert licence.number in arabic and "localhost/verify" in arabic and not arabic.startswith("To check")
    assert paper_of(licence, "ar").how_to_check == (arabic, english)


def test_what_is_signed_are_the_words_of_each_language(licence: Certificate) -> None:
    assert licence.facts["title"] == {"words": {"en": "Dog licence", "ar": "ترخيص كلب"}}
    assert is_unbroken(licence)


def test_a_corrected_translation_changes_nothing_that_was_issued(licence: Certificate) -> None:
    tamper(licence, facts={**licence.facts, "title": {"words": {"en": "Dog licence", "ar": "إذن كلب"}}})
    assert paper_of(licence, "ar").title == "إذن كلب"


def test_a_language_that_came_later_has_the_words_of_now(licence: Certificate) -> None:
    tamper(licence, facts={**licence.facts, "title": {"words": {"en": "Dog licence"}}})
    assert paper_of(licence, "ar").title == "ترخيص كلب"


def test_the_words_of_each_language_are_under_the_seal(visitor: Visitor, licence: Certificate) -> None:
    tamper(licence, facts={**licence.facts, "title": {"words": {"en": "Dog licence", "ar": "رخصة أسد"}}})
    assert not is_unbroken(licence)
    visitor.open(f"/verify/{licence.code}").has("Do not rely on this certificate")


def test_a_certificate_of_an_earlier_version_is_read_as_it_was(licence: Certificate) -> None:
    tamper(licence, facts=[["Name of the dog", "Koa"]])
    with use_language("ar"):
        said = said_by(licence)
    assert (said.title, said.rows[-1]) == ("ترخيص كلب", ("اسم الكلب", "Koa"))
    assert said.office == paper_of(licence, "ar").office


def test_what_is_left_after_its_years_can_still_be_said(licence: Certificate) -> None:
    tamper(licence, facts=[], holder_name="")
    assert said_by(licence).title == "Dog licence"
    assert not said_by(licence).rows


def test_it_is_offered_in_no_language_whose_letters_no_font_has(licence: Certificate) -> None:
    tamper(licence, facts={**licence.facts, "title": {"words": {"en": "Dog licence", "ar": "ძაღლი"}}})
    assert [language.code for language in languages_of(licence)] == ["en"]
