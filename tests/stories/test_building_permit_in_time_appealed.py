"""A building permit and its two pairs of eyes; a refusal that the tribunal annuls, and an appeal that is too late."""

from pathlib import Path

import pytest

from tests.stories.cast import Somebody, appeal, decide
from tests.stories.permits import TO_AMINA, apply_for_a_workshop, jump, officer_with, propose_and_approve, who_looked
from tests.support.browser import Person
from tests.support.letters import letter
from tests.support.server import Server

pytestmark = pytest.mark.browser
SECOND_PERSON = "The law asks for a second person here: you have already acted on this case."
REASON, OBJECTION = "This zone is for living only.", "There are four workshops in this street."
TOO_LATE = "The last day to appeal was %(day)s."
FINDING = "The zone plan allows quiet trades."


def refuse(somebody: Somebody, reference: str, language: str = "en") -> Person:
    """Omar refuses and says why."""
    omar = officer_with(somebody, "omar", reference, language)
    return decide(omar, "Refuse", REASON).sees("Refused", REASON)


def test_who_proposed_cannot_approve_and_a_second_officer_can(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina = somebody()
    reference = apply_for_a_workshop(amina, tmp_path)
    omar = officer_with(somebody, "omar", reference)
    decide(omar, "Propose approval").sees("Waiting for a second officer").cannot("Approve")
    omar.sees(SECOND_PERSON).cannot("Take this case", "Send back")
    omar.send_anyway(f"/office/{reference}/steps/approve", 403).sees(SECOND_PERSON, "Waiting for a second officer")
    amina.open(f"/cases/{reference}").sees("A second officer checks the result.").does_not_see("BPC-")
    grace = officer_with(somebody, "grace", reference, language="ar")
    decide(grace, "Approve").sees("Issued")
    amina.open(f"/cases/{reference}").sees("Issued", "BPC-")
    letter(server, TO_AMINA, "Approved", reference)
    who_looked(amina, "Omar Salim", "Approval proposed to a second officer", "Grace", "Approved")


def test_a_refusal_is_annulled_by_the_tribunal_and_decided_anew(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina = somebody()
    reference = apply_for_a_workshop(amina, tmp_path)
    omar = refuse(somebody, reference, language="ar")
    amina.open(f"/cases/{reference}").sees("Refused", REASON, "appeal to the Administrative Tribunal until")
    appeal(amina, OBJECTION).sees("Under appeal", "The appeal body is looking at your case.")
    omar.open(f"/office/{reference}").sees("Under appeal").cannot("Annul the decision", "Propose approval")
    khadija = officer_with(somebody, "khadija", reference, language="ar").sees(REASON, OBJECTION)
    decide(khadija, "Annul the decision", FINDING).sees("In assessment", "Annulled")
    letter(server, TO_AMINA, "The appeal body annulled the decision", FINDING)
    amina.open(f"/cases/{reference}").sees("In assessment", "Deadline", FINDING)
    amina.sees_in("The decision", "Annulled", "Administrative Tribunal").does_not_see("Last day to appeal")
    propose_and_approve(somebody, officer_with(somebody, "omar", reference), reference)
    amina.open(f"/cases/{reference}").sees("Issued", "BPC-", "Approved").cannot("Appeal")
    who_looked(amina, "Khadija", "The appeal body annulled the decision")


def test_an_appeal_that_comes_too_late_is_refused_with_a_sentence(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina = somebody(language="ar", phone=True)
    reference = apply_for_a_workshop(amina, tmp_path)
    omar = refuse(somebody, reference)
    amina.open(f"/cases/{reference}").unfold("Appeal").fill("Your words", OBJECTION)
    jump(jump(omar, "A month"), "A week")
    amina.press("Appeal").sees(TOO_LATE).cannot("Appeal")
    amina.open(f"/cases/{reference}").sees("Refused", REASON).cannot("Appeal")
    omar.open(f"/office/{reference}").sees("Refused").does_not_see(OBJECTION)
