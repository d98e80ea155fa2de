"""A dog licence on a phone without JavaScript, from the first page to the revoked certificate."""

import pytest

from tests.stories.cast import Somebody, decide, pay_at_the_demo_bank, send, sign_in_at_the_office, take
from tests.stories.cast import sign_in_with_meridia_id as sign_in
from tests.support.browser import Person

pytestmark = pytest.mark.browser


def apply_for_rex(amina: Person) -> None:
    """Fill the form, forget a question, correct it; the answers wait to be checked."""
    amina.open("/").follow("Dog licence").begin()
    amina.fill("What is the dog's name?", "Rex").choose("How tall is the dog?", "Up to 40 cm")
    amina.choose("Is the dog neutered?", "No").press("Continue")
    amina.sees("There is a problem", "Answer the question: %(question)s")
    assert amina.value_of("What is the dog's name?") == "Rex"
    amina.choose("Is it a guide dog?", "No").press("Continue")
    amina.fill("House and street", "14 Lighthouse Road").choose("Town or village", "Lantern Point, Harbour District")
    amina.press("Continue").sees("Check your answers", "Rex", "14 Lighthouse Road", "25.00")


def correct_one_answer(amina: Person) -> None:
    amina.follow("Change (Is the dog neutered?)").choose("Is the dog neutered?", "Yes").press("Continue")
    amina.sees("Check your answers", "12.50")


def test_amina_gets_a_licence_on_her_phone_and_everybody_can_check_it(somebody: Somebody) -> None:
    amina = sign_in(somebody(phone=True, javascript=False), "٤٢٦٠ ١٨١ ٥٩٥", "٢٤٦٨")
    apply_for_rex(amina)
    correct_one_answer(amina)
    reference = send(amina)
    pay_at_the_demo_bank(amina).follow("See your case").sees("In assessment")
    omar = sign_in_at_the_office(somebody(), "omar")
    decide(take(omar, reference), "Approve").sees("Issued")
    amina.open(f"/cases/{reference}").sees("Issued", "Approved")
    assert amina.download("Download as PDF").startswith(b"%PDF-")
    public_page = amina.follow("Dog licence DLC-").address_of("Public page of this certificate")
    verifier = somebody(phone=True)
    verifier.open(public_page).sees("Genuine and valid", "Rex", "Amina Haddad").does_not_see("14 Lighthouse Road")
    decide(omar, "Revoke", "The dog has moved to another country.").sees("Revoked")
    verifier.open(public_page).sees("Revoked on").does_not_see("The dog has moved")
    amina.open(f"/cases/{reference}").sees("Revoked", "The dog has moved to another country.", "appeal to the")
    amina.open("/my").follow("Who looked at my file").sees("Omar Salim", reference)
