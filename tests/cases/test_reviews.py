"""Opinions of other offices: several at once, each in its own time, and the case goes on when the last is in."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.country.days import today
from egov.db import db
from tests.cases.office import People, apply_for, it_is, records_of, taken_by, try_anyway
from tests.support.robot import pay
from tests.support.visitor import Visitor

BOTH = ["fire-safety", "environment"]


@pytest.fixture
def asked(app: Flask, amina: Visitor, omar: Visitor) -> str:
    """A building permit on which both offices were asked, on Monday the 5th of October 2026."""
    it_is(app, date(2026, 10, 5))
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    question = "Is the porch safe, and will the terns mind?"
    taken_by(omar, reference).press("Ask for opinions", offices=BOTH, reason__ask_opinions=question)
    return reference


def test_both_offices_are_asked_at_once_each_with_its_own_deadline(
    app: Flask, people: People, omar: Visitor, asked: str
) -> None:
    with records_of(app, asked) as case:
        assert {(review.office, review.due_on) for review in case.reviews} == {
            ("fire-safety", date(2026, 10, 19)),  # ten working days
            ("environment", date(2026, 10, 27)),  # fifteen; Friday, Saturday and a holiday are free
        }
        assert case.waits_for == "reviewer"
    for persona in ("farid", "elena"):
        people(persona).open("/office").has(asked, "will the terns mind?")
    omar.open(f"/office/{asked}").has("Fire Safety Service", "Environment Agency", "Expected by")


def advise(reviewer: Visitor, opinion: str, status: int = 200, agrees: str = "yes") -> Visitor:
    """Fill in the form for the opinion that the page asks for."""
    box = reviewer.page.select_one("textarea[name^=opinion-]")
    assert box
    number = str(box["name"]).removeprefix("opinion-")
    typed = {f"opinion-{number}": opinion, f"favourable-{number}": agrees}
    return reviewer.press("Give the opinion", status, **typed)


def test_a_reviewer_must_say_whether_he_agrees(people: People, asked: str) -> None:
    farid = people("farid").open(f"/office/{asked}")
    advise(farid, "There are two exits.", 400, agrees="").has("Say whether you agree", "There are two exits.")


def test_the_case_comes_back_when_the_last_opinion_is_in(app: Flask, people: People, omar: Visitor, asked: str) -> None:
    farid, elena = people("farid"), people("elena")
    advise(farid.open(f"/office/{asked}"), "There are two exits.", agrees="yes")
    with records_of(app, asked) as case:
        assert case.state == "opinions"
    farid.open("/office").lacks(asked)
    advise(elena.open(f"/office/{asked}"), "The terns will mind.", agrees="no")
    with records_of(app, asked) as case:
        assert case.state == "assessment"
    omar.open(f"/office/{asked}").has("There are two exits.", "The terns will mind.", "Farid Noor", "Elena Petrova")
    omar.press("Propose approval")


def test_an_opinion_without_words_is_refused(people: People, asked: str) -> None:
    advise(people("farid").open(f"/office/{asked}"), " ", 400).has("Write your opinion")


def test_an_opinion_of_a_book_is_refused_and_stays_whole_in_the_box(app: Flask, people: People, asked: str) -> None:
    words = "x" * 4000 + " Therefore I do not agree."
    farid = people("farid").open(f"/office/{asked}")
    advise(farid, words, 400, agrees="no").has("Use at most 4000 characters", words)
    assert farid.page.select_one("input[value=no][checked]")
    with records_of(app, asked) as case:
        assert [review.opinion for review in case.reviews] == ["", ""]


def test_a_question_of_a_book_is_refused_and_stays_whole_in_the_box(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    question = "x" * 4000 + " And the terns?"
    taken_by(omar, reference).press("Ask for opinions", 400, offices=BOTH, reason__ask_opinions=question)
    omar.has("Use at most 4000 characters", question)
    assert len(omar.page.select("input[name=offices][checked]")) == 2
    with records_of(app, reference) as case:
        assert (case.state, case.reviews) == ("assessment", [])


def test_an_office_that_is_named_twice_is_asked_once(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=["fire-safety", "environment", "fire-safety"])
    with records_of(app, reference) as case:
        assert sorted(review.office for review in case.reviews) == ["environment", "fire-safety"]


def test_an_opinion_is_given_once_and_by_the_office_that_was_asked(app: Flask, people: People, asked: str) -> None:
    farid, elena = people("farid"), people("elena")
    with records_of(app, asked) as case:
        of_fire, of_terns = (review.id for review in sorted(case.reviews, key=lambda review: review.office)[::-1])
    advise(farid.open(f"/office/{asked}"), "There are two exits.")
    try_anyway(farid, f"/office/{asked}/opinions/{of_fire}", 409, opinion="Three.").has("was given")
    try_anyway(farid, f"/office/{asked}/opinions/{of_terns}", 403, opinion="Fine.").has("was not asked")
    try_anyway(elena, f"/office/{asked}/opinions/999999", 403, opinion="Fine.").has("was not asked")
    try_anyway(people("omar"), f"/office/{asked}/opinions/{of_terns}", 403, opinion="Fine.").has("was not asked")
    try_anyway(people("sam"), f"/office/{asked}/opinions/{of_terns}", 403, favourable="yes", opinion="Fine.")


def test_an_officer_goes_on_without_waiting_and_says_why(app: Flask, people: People, omar: Visitor, asked: str) -> None:
    advise(people("farid").open(f"/office/{asked}"), "There are two exits.")
    taken_by_now = omar.open(f"/office/{asked}")
    taken_by_now.press("Go on without waiting", 400).has("Write the reason")
    omar.press("Go on without waiting", reason__go_on="The terns have left.")
    with records_of(app, asked) as case:
        assert case.state == "assessment"
        late = next(review for review in case.reviews if review.office == "environment")
    omar.open(f"/office/{asked}").has("There are two exits.", "No longer needed")
    elena = people("elena")
    elena.open("/office").lacks(asked)
    try_anyway(elena, f"/office/{asked}/opinions/{late.id}", 409, opinion="But!").has("no longer needed")


def test_nobody_is_asked_without_choosing_an_office(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", 400).has("Choose at least one office.")
    typed = {"offices": "treasury", "reason__ask_opinions": "Is it dear?"}
    try_anyway(omar, f"/office/{reference}/steps/ask_opinions", 400, **typed).has("Choose at least one office.")
    with records_of(app, reference) as case:
        assert (case.state, case.reviews) == ("assessment", [])


def test_a_reviewer_reads_the_case_and_decides_nothing(app: Flask, people: People, asked: str) -> None:
    farid = people("farid").open(f"/office/{asked}").has("What the applicant wrote")
    assert not {"Take this case", "Propose approval", "Refuse", "Send message"} & set(farid.buttons())
    try_anyway(farid, f"/office/{asked}/claim", 403).has("not an officer")
    try_anyway(farid, f"/office/{asked}/steps/go_on", 403, reason__go_on="I am in a hurry.").has("not an officer")


def test_an_office_that_lets_its_own_day_pass_has_no_opinion_and_the_other_has_its_time(
    app: Flask, people: People, omar: Visitor, asked: str
) -> None:
    with records_of(app, asked) as case:
        assert case.wakes_on == date(2026, 10, 20)  # the day after the first of the two days
    omar.open("/demo/time").press("Jump to the next deadline")
    omar.open(f"/office/{asked}").has("Waiting for opinions", "None: it did not answer in time", "Expected by")
    with records_of(app, asked) as case:
        of_fire = next(review.id for review in case.reviews if review.office == "fire-safety")
        assert (case.state, case.wakes_on) == ("opinions", date(2026, 10, 28))
        silent = db.session.scalars(select(Entry).filter_by(action="opinion_by_silence")).one()
        assert silent.details == {"office": "fire-safety"}
    late = people("farid")
    try_anyway(late, f"/office/{asked}/opinions/{of_fire}", 409, opinion="There are two exits.").has("no longer needed")
    advise(people("elena").open(f"/office/{asked}"), "The terns will mind.", agrees="no")
    omar.open(f"/office/{asked}").has("In assessment", "All opinions are in", "it has no opinion")


def test_when_all_are_silent_the_case_goes_on_after_the_last_day(app: Flask, omar: Visitor, asked: str) -> None:
    for state in ("opinions", "assessment"):
        omar.open("/demo/time").press("Jump to the next deadline")
        with records_of(app, asked) as case:
            assert case.state == state
    with records_of(app, asked) as case:
        taken = [step.action for step in case.steps][-3:]
        assert (taken, today()) == (["opinion_overdue", "opinion_overdue", "opinions_overdue"], date(2026, 10, 28))


def test_offices_are_asked_again_in_a_second_round(app: Flask, people: People, omar: Visitor, asked: str) -> None:
    omar.open(f"/office/{asked}").press("Go on without waiting", reason__go_on="New plans came.")
    omar.press("Ask for opinions", offices=["fire-safety"], reason__ask_opinions="And with the new plans?")
    advise(people("farid").open(f"/office/{asked}"), "Better.")
    with records_of(app, asked) as case:
        assert case.state == "assessment"
        assert [(review.office, review.round) for review in case.reviews][-1] == ("fire-safety", 2)
