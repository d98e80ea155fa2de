"""A building permit that ends and is renewed: reminded in time, paid anew, looked at by two officers, no day lost."""

from pathlib import Path

import pytest

from tests.stories.cast import Somebody, decide, pay_at_the_demo_bank
from tests.stories.permits import (
    TO_AMINA,
    apply_for_a_workshop,
    day_beside,
    jump,
    officer_with,
    propose_and_approve,
    who_looked,
)
from tests.support.letters import letter
from tests.support.server import Server

pytestmark = pytest.mark.browser
REMINDED = "Your certificate ends in a month: you can renew it now"


def test_a_permit_is_renewed_before_it_ends_and_no_day_is_lost(
    somebody: Somebody, server: Server, tmp_path: Path
) -> None:
    amina, verifier = somebody(), somebody()
    reference = apply_for_a_workshop(amina, tmp_path)
    propose_and_approve(somebody, officer_with(somebody, "omar", reference), reference)
    amina.open(f"/cases/{reference}").sees("Issued").cannot("Renew")
    public_page = amina.follow("Building permit BPC-").address_of("Public page of this certificate")
    first_end = day_beside(verifier.open(public_page), "Valid until")
    assert day_beside(jump(amina), "In this demonstration it is") < first_end
    letter(server, TO_AMINA, reference, REMINDED)
    decide(amina.open(f"/cases/{reference}").sees(REMINDED), "Renew").sees("Renewal to be paid")
    verifier.open(public_page).sees("Genuine and valid")
    pay_at_the_demo_bank(amina)
    omar = officer_with(somebody, "omar", reference, language="ar").sees("Renewal in assessment")
    decide(omar, "Propose approval").sees("Renewal waiting for a second officer").cannot("Approve")
    decide(officer_with(somebody, "grace", reference), "Approve").sees("Issued")
    amina.open(f"/cases/{reference}").sees("Issued").cannot("Renew")
    public_page = amina.follow("Building permit BPC-").address_of("Public page of this certificate")
    last_end = day_beside(verifier.open(public_page).sees("Genuine and valid"), "Valid until")
    assert (last_end.year, last_end.month) == (first_end.year + 2, first_end.month)
    who_looked(amina, "Renewed a certificate", "Omar Salim", "Grace")
