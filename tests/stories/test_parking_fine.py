"""Parking notices without an account: one is paid, one is contested, upheld and paid, one is cancelled."""

import pytest

from tests.stories.cast import Somebody, decide, pay_at_the_demo_bank, send, sign_in_at_the_office, take
from tests.support.browser import Person

pytestmark = pytest.mark.browser


def find_notice(citizen: Person, number: str, plate: str) -> Person:
    """Type what stands on the notice."""
    citizen.open("/services/parking_fine").begin()
    return citizen.fill("Number of the notice", number).fill("Number plate of the car", plate).press("Continue")


def contest(citizen: Person, reason: str) -> str:
    """Say why one does not owe it; the reference of the case."""
    citizen.choose("Do you want to contest this notice?", "Yes").press("Continue")
    citizen.fill("Why do you contest it?", reason).press("Continue").sees("Check your answers", reason)
    return send(citizen)


def code_of(citizen: Person) -> str:
    """The code that was shown to go on later."""
    return (citizen.page.locator("strong.number").text_content() or "").strip()


def test_sam_pays_a_notice_without_an_account(somebody: Somebody) -> None:
    sam = find_notice(somebody(phone=True, javascript=False), "PN-2026-000123", "HC 9999")
    sam.sees("We found nothing under this number. Check what you typed.")
    sam.fill("Number plate of the car", "hc4821").press("Continue").sees("Council Square", "45.00")
    sam.choose("Do you want to contest this notice?", "No").press("Continue")
    send(sam)
    pay_at_the_demo_bank(sam).follow("See the receipt").sees("Receipt", "45.00", "We received this payment.")
    assert sam.download("Receipt as PDF").startswith(b"%PDF-")
    late = find_notice(somebody(), "PN-2026-000123", "HC 4821")
    late.sees("This notice is paid or cancelled. You owe nothing.")


def test_tomas_upholds_one_notice_and_cancels_another(somebody: Somebody) -> None:
    lucia = find_notice(somebody(phone=True), "PN-2026-000124", "HC 1170")
    code, upheld = code_of(lucia), contest(lucia, "I had a ticket.")
    lucia.close()
    cancelled = contest(find_notice(somebody(language="ar"), "PN-٢٠٢٦-٠٠٠١٢٥", "nd 0356"), "أسعفت جريحًا.")
    tomas = sign_in_at_the_office(somebody(), "tomas")
    decide(take(tomas, upheld), "Uphold", "The ticket was of the day before.")
    decide(take(tomas, cancelled), "Cancel the notice", "Help for the wounded goes first.").sees("Cancelled")
    lucia = somebody()
    lucia.open("/resume").fill("Your code", "0000-0000-0000-0000").press("Continue").sees("does not open anything")
    lucia.fill("Your code", code.lower().replace("-", " ")).press("Continue").sees("The ticket was of the day before.")
    pay_at_the_demo_bank(lucia).follow("See your case").sees("Nothing more is due.")
