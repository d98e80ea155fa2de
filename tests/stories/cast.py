"""What people of several stories do."""

from collections.abc import Callable

from tests.support.browser import Person

Somebody = Callable[..., Person]
NATIONAL_NUMBER = {"en": "national number", "ar": "الرقم الوطني"}  # the country pack's words, not the catalogue's


def sign_in_with_meridia_id(citizen: Person, identifier: str, pin: str) -> Person:
    """Go through the real code flow, as with any national identity provider."""
    citizen.open("/sign-in").follow("Sign in with %(provider)s")
    citizen.fill(NATIONAL_NUMBER[citizen.language], identifier).fill("PIN", pin)
    return citizen.press("Confirm and continue").sees("Sign out")


def sign_in_at_the_office(official: Person, username: str) -> Person:
    """Come by user name and password."""
    official.open("/sign-in").follow("Sign in with user name and password")
    return official.fill("User name", username).fill("Password", "open-harbour-demo").press("Sign in").sees("Sign out")


def send(citizen: Person) -> str:
    """Send what was checked; the reference of the case."""
    citizen.press("Send").sees("We have received it")
    return reference_on(citizen)


def reference_on(person: Person) -> str:
    """The reference of the case that lies open."""
    return person.page.url.split("/")[-1].split("?")[0]


def pay_at_the_demo_bank(payer: Person) -> Person:
    """Pay what the case that lies open asks for."""
    payer.follow("Pay").choose("How do you want to pay?", "Demo Bank").press("Pay %(amount)s")
    return payer.press("Pay").sees("Payment received")


def take(officer: Person, reference: str) -> Person:
    """Find a case in the queue and claim it."""
    officer.open("/office").follow(reference).press("Take this case")
    return officer.sees("You are working on this case.")


def decide(officer: Person, step: str, reason: str = "") -> Person:
    """Unfold a step, write the reason, press its button."""
    officer.unfold(step)
    if reason:
        officer.fill("Reason, as the applicant will read it", reason)
    return officer.press(step)


def appeal(citizen: Person, words: str) -> Person:
    """Unfold the appeal, say what is wrong with the decision, send it."""
    return citizen.unfold("Appeal").fill("Your words", words).press("Appeal")
