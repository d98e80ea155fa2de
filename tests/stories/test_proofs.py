"""Amina takes a receipt home, Tomás breaks the glass, Amina checks her list: on a telephone, in both directions."""

from pathlib import Path

import pytest

from tests.stories.cast import Somebody
from tests.stories.permits import apply_for_a_workshop

REASON = "There is smoke, and we look for whoever lives there."


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_proof_is_in_the_citizens_hand(somebody: Somebody, language: str, tmp_path: Path) -> None:
    amina = somebody(language=language, phone=True)
    reference = apply_for_a_workshop(amina, tmp_path)
    amina.open(f"/cases/{reference}").follow("Your receipts").sees("Have a receipt checked", "Received a payment")
    amina.follow("See the promise that you got at once").sees("Our promise")

    tomas = somebody(language=language, phone=True).sign_in("tomas")
    tomas.open(f"/office/{reference}", 403).follow("Emergency access")
    tomas.fill("Why must you read it now?", REASON).press("Open the case").sees("What the applicant wrote")

    amina.open("/my/file-access").sees(REASON)
    amina.press("Check that this list is complete").sees("The list is complete")
