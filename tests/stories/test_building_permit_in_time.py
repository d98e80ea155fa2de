"""A building permit while days pass: offices that stay silent, a question to the applicant, an office that is late."""

from datetime import timedelta
from pathlib import Path

import pytest

from egov.country.pack import load_pack
from tests.stories.cast import Somebody, decide
from tests.stories.permits import (
    TO_AMINA,
    TO_THE_OFFICE,
    apply_for_a_workshop,
    ask_two_offices,
    day_beside,
    jump,
    officer_with,
    who_looked,
)
from tests.support.letters import letter
from tests.support.server import ROOT, Server

pytestmark = pytest.mark.browser
QUESTION, OPINION = "Does the fire engine reach the garage?", "A ladder fits through."
SILENCE = "Approved, since the office did not decide in time"


def test_one_office_answers_in_time_and_the_silence_of_the_other_holds_nothing_up(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina = somebody(language="ar", phone=True)
    reference = apply_for_a_workshop(amina, tmp_path)
    omar = officer_with(somebody, "omar", reference)
    ask_two_offices(omar, QUESTION)
    farid = somebody(language="ar").sign_in("farid").sees(QUESTION).follow(reference).cannot("Propose approval")
    farid.choose("Do you agree?", "Yes").fill("Your opinion", OPINION).press("Give the opinion")
    omar.open(f"/office/{reference}").sees("Waiting for opinions", OPINION).cannot("Propose approval")
    expected = day_beside(omar, "Expected by")
    amina.open(f"/cases/{reference}").sees("Other offices are giving their opinion.")
    assert day_beside(jump(omar), "In this demonstration it is") == expected + timedelta(days=1)
    omar.open(f"/office/{reference}").sees("In assessment", OPINION, "None: it did not answer in time")
    elena = somebody().sign_in("elena").open(f"/office/{reference}")
    elena.sees("The time for opinions is over").cannot("Give the opinion")
    amina.open(f"/cases/{reference}").sees("In assessment", "The time for opinions is over")
    decide(omar, "Propose approval").sees("Waiting for a second officer")
    who_looked(amina, "Farid", "Gave an opinion", "Elena", "Omar", "Approval proposed to a second officer")


def test_while_amina_is_asked_the_legal_clock_stands_and_then_goes_on_with_what_was_left(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina = somebody()
    reference = apply_for_a_workshop(amina, tmp_path)
    asked_on = day_beside(jump(amina, "A week"), "In this demonstration it is")
    first_deadline = day_beside(amina.open(f"/cases/{reference}"), "Deadline")
    omar = officer_with(somebody, "omar", reference, language="ar").sees("Deadline")
    decide(omar, "Ask for more", "Please send a section of the roof.").does_not_see("Deadline")
    amina.open(f"/cases/{reference}").sees("The time for the decision stands still until then.").does_not_see(
        "Deadline"
    )
    answered_on = day_beside(jump(amina), "In this demonstration it is")
    letter(server, TO_AMINA, "Reminded of our question", reference)
    amina.open(f"/cases/{reference}").sees("Reminded of our question", "Please send a section of the roof.")
    amina.fill("Your words", "There is no roof to be changed.").press("Send your answer").sees("In assessment")
    last_deadline = day_beside(amina, "Deadline")
    calendar = load_pack(ROOT / "countries" / "base").calendar_of("building-control")
    left = calendar.working_days_between(asked_on, first_deadline)
    assert calendar.working_days_between(answered_on, last_deadline) == left
    assert answered_on == asked_on + timedelta(days=14)
    assert last_deadline > first_deadline
    omar.open(f"/office/{reference}").sees("There is no roof to be changed.", "Deadline")
    who_looked(amina, "Omar Salim", "More information asked")


def test_when_the_deadline_has_passed_the_head_of_the_office_is_told(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina = somebody(language="ar")
    reference = apply_for_a_workshop(amina, tmp_path)
    omar = officer_with(somebody, "omar", reference)
    deadline = day_beside(omar, "Deadline")
    assert day_beside(jump(omar), "In this demonstration it is") == deadline + timedelta(days=1)
    omar.open(f"/office/{reference}").sees("The deadline has passed.", "the head of the office was told")
    omar.open("/office?which=late").sees(reference, "Late")
    letter(server, TO_THE_OFFICE, f"{reference} is late", "should have been decided by")
    letter(server, TO_AMINA, "انقضت المهلة", reference)
    amina.open(f"/cases/{reference}").sees("The deadline has passed: the head of the office was told")


def test_silence_is_consent_and_the_decision_says_so(somebody: Somebody, server: Server, tmp_path: Path) -> None:
    amina = somebody(language="ar", phone=True)
    reference = apply_for_a_workshop(amina, tmp_path)
    omar = somebody(language="ar").sign_in("omar")
    jump(jump(omar))
    amina.open(f"/cases/{reference}").sees("Issued").sees_in("The decision", "Approved", SILENCE)
    assert amina.download("Download as PDF").startswith(b"%PDF-")
    letter(server, TO_AMINA, "رخصة بناء", reference)
    public_page = amina.follow("Building permit").address_of("Public page of this certificate")
    somebody().open(public_page).sees("Genuine and valid", "HA-02-0117")
    omar.open(f"/office/{reference}").sees("Issued").sees_in("Decision", "Approved", SILENCE)
