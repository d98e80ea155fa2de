"""What several stories of the building permit share: applying in few pages, other offices, the time machine."""

import re
from datetime import date, datetime
from pathlib import Path

from PIL import Image

from tests.stories.cast import Somebody, decide, pay_at_the_demo_bank, send
from tests.support.browser import Person

TO_AMINA, TO_THE_OFFICE = "amina.haddad@example.org", "building@harbour.example.org"
PARCEL = "ha-02-0117"
WORDS = {"en": "A workshop in the garage.", "ar": "ورشة في المرآب."}


def apply_for_a_workshop(amina: Person, folder: Path) -> str:
    """Amina makes a workshop of her garage: no storeys, few pages. Sent and paid; the reference of the case."""
    Image.new("RGB", (40, 30), "teal").save(folder / "plan.png")
    with amina.in_a_hurry():
        amina.sign_in("amina").open("/services/building_permit").begin()
        amina.choose("For whom do you apply?", "For myself").press("Continue")
        amina.fill("Number of the parcel", PARCEL).press("Continue")
        amina.choose("What do you want to build?", "A new use for a building")
        amina.fill("Describe the work in a few sentences", WORDS[amina.language]).press("Continue")
        amina.choose("What is the building used for now?", "Living")
        amina.choose("What will it be used for?", "Shop or office").press("Continue")
        amina.attach("Send your plans", folder / "plan.png").press("Continue")
        reference = send(amina)
        pay_at_the_demo_bank(amina)
    return reference


def officer_with(somebody: Somebody, persona: str, reference: str, language: str = "en") -> Person:
    """An official with the case on the desk."""
    official = somebody(language=language)
    with official.in_a_hurry():
        official.sign_in(persona).open(f"/office/{reference}")
    return official.press("Take this case").sees("You are working on this case.")


def ask_two_offices(officer: Person, question: str) -> None:
    """Fire safety and environment are asked at once."""
    officer.unfold("Ask for opinions")
    boxes = officer.page.locator("input[name=offices]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    officer.fill("Your question", question).press("Ask for opinions").sees("Waiting for opinions", question)


def propose_and_approve(somebody: Somebody, omar: Person, reference: str) -> None:
    """Omar proposes, Grace is the second pair of eyes."""
    decide(omar, "Propose approval").sees("Waiting for a second officer")
    decide(officer_with(somebody, "grace", reference), "Approve").sees("Issued")


def jump(person: Person, journey: str = "Jump to the next deadline") -> Person:
    """Move the clock of the demonstration as a lecturer does."""
    return person.open("/demo/time").press(journey)


def day_beside(reader: Person, label: str) -> date:
    """The day that stands after a label on the page of an English reader."""
    found = re.search(rf"{re.escape(label)}\s*(\d+ \w+ \d+)", reader.text)
    assert found, f"no day beside {label!r} on {reader.page.url}: {reader.text[:2500]}"
    return datetime.strptime(found[1], "%d %B %Y").date()  # noqa: DTZ007 - a day has no time zone


def who_looked(citizen: Person, *words: str) -> None:
    """The citizen reads who looked at her file, and comes back to the case."""
    here = citizen.page.url
    citizen.open("/my/file-access").sees(*words)
    citizen.open(here)
