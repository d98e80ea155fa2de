"""Ruth audits, Amina sees who looked at her file, and Sam sees neither."""

from datetime import timedelta

import pytest
from flask import Flask

from egov.audit.operations import DECIDING, About, Actor, record
from egov.clock import now
from egov.db import transaction
from tests.cases.office import guide_dog
from tests.identity.house import entries, person_named
from tests.support.visitor import Visitor


@pytest.fixture
def deeds(app: Flask) -> None:
    """Omar reads Amina's case and claims it; long ago Grace wrote a note on Sam's."""
    amina, sam = person_named(app, "Amina Haddad"), person_named(app, "Sam Okafor")
    omar, grace = person_named(app, "Omar Salim"), person_named(app, "Grace Mensah")
    with app.app_context(), transaction():
        at_traffic = Actor(omar.id, omar.name, "traffic")
        record(at_traffic, "case_read", About(amina.id, "DOG-1"), purpose=DECIDING, read=True)
        record(at_traffic, "case_claimed", About(amina.id, "DOG-1"), purpose=DECIDING)
        old = record(Actor(grace.id, grace.name), "note_written", About(sam.id, "BLD-2"), purpose=DECIDING)
        old.at = now() - timedelta(days=30)
        record(Actor(), "something_new", About(), purpose=DECIDING)


@pytest.fixture
def ruth(visitor: Visitor, deeds: None) -> Visitor:
    visitor.sign_in("ruth")
    return visitor


def test_ruth_sees_all_entries_in_words(ruth: Visitor) -> None:
    page = ruth.open("/audit").text
    assert "Traffic and Parking Office, Omar Salim" in page
    assert "Took over the case" in page
    assert "deciding the case" in page
    assert "something_new" in page
    assert "The system" in page


@pytest.mark.parametrize(("since", "status", "shown"), [("", 200, 1), ("2026-13-40", 400, 0)])
def test_a_search_leads_to_what_it_found_and_to_its_faults(ruth: Visitor, since: str, status: int, shown: int) -> None:
    ruth.open("/audit").press("Search", status, since=since)
    assert ruth.page.select_one("main form")["action"].endswith("#results")
    assert len(ruth.page.select("#results")) == shown


@pytest.mark.parametrize(
    ("question", "seen", "unseen"),
    [
        ("person=amina", "DOG-1", "BLD-2"),
        ("person=4260+181+595", "DOG-1", "BLD-2"),
        ("person=أمينة", "DOG-1", "BLD-2"),
        ("person=omar", "DOG-1", "BLD-2"),
        ("person=nobody", "No entry matches.", "DOG-1"),
        ("person=%25", "No entry matches.", "DOG-1"),
        ("case=dog-1", "Read the case", "Wrote a note"),
        ("action=note_written", "BLD-2", "DOG-1"),
        ("reads=yes", "Read the case", "Took over the case"),
    ],
)  # fmt: skip
def test_ruth_narrows_the_search(ruth: Visitor, question: str, seen: str, unseen: str) -> None:
    ruth.open(f"/audit?{question}")
    found = ruth.page.select_one("table, .empty")
    assert found is not None
    assert seen in found.get_text()
    assert unseen not in found.get_text()


def test_ruth_searches_a_span_of_days(ruth: Visitor) -> None:
    month_ago = (now() - timedelta(days=30)).date()
    page = ruth.open(f"/audit?since={month_ago - timedelta(days=1)}&until={month_ago + timedelta(days=1)}").text
    assert "BLD-2" in page
    assert "DOG-1" not in page


def test_a_date_that_is_none_gets_a_sentence(ruth: Visitor) -> None:
    ruth.open("/audit?since=yesterday", 400).has("Enter a date, for example 2026-12-31")


def test_each_search_is_an_entry_itself(app: Flask, ruth: Visitor) -> None:
    ruth.open("/audit?person=amina&reads=yes")
    entry = entries(app, "audit_searched")[-1]
    assert (entry.actor_name, entry.read, entry.details) == ("Ruth Tuilagi", True, {"person": "amina", "reads": "yes"})
    assert entry.subject_id == person_named(app, "Amina Haddad").id


def test_the_applicant_reads_in_his_list_that_his_case_was_searched_for(app: Flask, ruth: Visitor) -> None:
    reference = guide_dog(Visitor(app).sign_in("amina"))
    amina, omar = person_named(app, "Amina Haddad"), person_named(app, "Omar Salim")
    ruth.open(f"/audit?case={reference}").open(f"/audit?case={reference}&person=omar").open("/audit?case=DL-26-NOPE")
    told = [(entry.subject_id, entry.case_reference) for entry in entries(app, "audit_searched")]
    assert told[-4:] == [(amina.id, reference), (omar.id, ""), (amina.id, reference), (None, "")]


def test_the_log_is_read_fifty_entries_at_a_time(app: Flask, ruth: Visitor) -> None:
    amina = person_named(app, "Amina Haddad")
    with app.app_context(), transaction():
        for number in range(60):
            record(Actor(), "note_written", About(amina.id, f"N-{number:02}"), purpose=DECIDING)
    first = ruth.open("/audit?action=note_written").text
    assert ("N-59" in first, "N-10" in first, "N-09" in first) == (True, True, False)
    second = ruth.press("Older").text
    assert ("N-09" in second, "BLD-2" in second, "N-10" in second) == (True, True, False)


def test_amina_sees_who_looked_at_her_file_and_sam_does_not_see_hers(app: Flask, visitor: Visitor, deeds: None) -> None:
    visitor.sign_in("amina")
    page = visitor.open("/my/file-access").text
    assert "Traffic and Parking Office, Omar Salim" in page
    assert "Read the case" in page
    assert "BLD-2" not in page
    assert "Signed in" not in page
    visitor.sign_in("sam")
    page = visitor.open("/my/file-access").text
    assert "Grace Mensah" in page
    assert "DOG-1" not in page
    assert len(entries(app, "access_list_read")) == 2


def test_who_was_never_looked_at_is_told_so(visitor: Visitor) -> None:
    visitor.sign_in("hiwot")
    assert "Nobody has looked at your file yet." in visitor.open("/my/file-access").text


@pytest.mark.parametrize("persona", ["amina", "omar", "mei"])
def test_the_log_is_closed_to_all_but_auditors(visitor: Visitor, persona: str) -> None:
    visitor.sign_in(persona)
    visitor.open("/audit", 403).has("This page is for auditors.")


@pytest.mark.parametrize("page", ["/audit", "/my/file-access", "/account"])
def test_a_stranger_is_asked_to_sign_in(visitor: Visitor, page: str) -> None:
    assert visitor.open(page).address == f"/sign-in?next={page}"
