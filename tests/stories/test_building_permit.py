"""A building permit in Arabic, from right to left: six officials, four offices, two pairs of eyes. And one refused."""

from pathlib import Path

import pytest
from PIL import Image

from tests.stories.cast import (
    Somebody,
    decide,
    pay_at_the_demo_bank,
    send,
    sign_in_at_the_office,
    sign_in_with_meridia_id,
    take,
)
from tests.support.browser import Person

pytestmark = pytest.mark.browser


def picture(folder: Path, name: str) -> Path:
    """A real PNG."""
    Image.new("RGB", (40, 30), "teal").save(folder / name)
    return folder / name


def describe_the_extension(amina: Person) -> None:
    """The register knows the land; an extension has storeys and no old use."""
    amina.open("/").follow("Building permit").begin()
    amina.choose("For whom do you apply?", "For myself").press("Continue")
    amina.fill("Number of the parcel", "HA-٠٢-٠١١٧").press("Continue")
    amina.choose("What do you want to build?", "An extension").fill("Describe the work in a few sentences", "شرفة.")
    amina.press("Continue").sees("١٤ طريق الفنار، رأس المنارة", "Storeys")


def add_storeys(amina: Person) -> None:
    """Two are added and the second is removed; an area of nothing gets a sentence."""
    amina.fill("Name of the storey", "الطابق الأرضي").fill("Floor area in square metres", "٠").press("Add")
    amina.sees("There is a problem")
    for storey, area in (("الطابق الأرضي", "٤٠٫٥"), ("الطابق الأول", "٩٩")):
        amina.fill("Name of the storey", storey).fill("Floor area in square metres", area).press("Add")
    amina.press("Remove").does_not_see("الطابق الأول").press("Continue")
    amina.choose("How will it be heated?", "Electricity", "Sun").choose("Will trees be cut down?", "Yes")
    amina.press("Continue").fill("How many trees?", "٢").fill("Why must they go?", "جذورها تحت البيت.")
    amina.press("Continue")


def send_plans(amina: Person, folder: Path) -> None:
    """A text file is no plan, whatever it is called."""
    (folder / "plan.pdf").write_text("This is no PDF.")
    amina.attach("Send your plans", folder / "plan.pdf").press("Continue")
    amina.sees("This kind of file cannot be used. Send a PDF or a picture (PNG, JPEG or WebP).")
    amina.attach("Send your plans", picture(folder, "plan.png")).press("Continue").sees("Check your answers")
    amina.sees("plan.png", "الطابق الأرضي", "١٦٩٫٢٠")


def hear_other_offices(somebody: Somebody, omar: Person, reference: str) -> None:
    """Omar asks two offices at once and waits until both have answered."""
    omar.unfold("Ask for opinions").choose("Which offices?", "Fire Safety Service", "Environment Agency")
    omar.fill("Your question", "Is the way to the garden wide enough?").press("Ask for opinions")
    omar.sees("Waiting for opinions").cannot("Propose approval")
    for reviewer, opinion in (("farid", "A ladder fits through."), ("elena", "Plant two trees elsewhere.")):
        official = sign_in_at_the_office(somebody(), reviewer)
        official.sees("Is the way to the garden wide enough?").follow(reference).cannot("Propose approval")
        official.choose("Do you agree?", "Yes").fill("Your opinion", opinion).press("Give the opinion")
    omar.open(f"/office/{reference}").sees("In assessment", "A ladder fits through.", "Plant two trees elsewhere.")


def ask_and_answer(omar: Person, amina: Person, reference: str, folder: Path) -> None:
    """While the applicant is asked for more, the deadline stands still."""
    omar.sees("Deadline")
    decide(omar, "Ask for more", "Please send a section of the roof.").does_not_see("Deadline")
    amina.open(f"/cases/{reference}").sees("Please send a section of the roof.")
    amina.sees("The time for the decision stands still until then.")
    amina.fill("Your words", "هذا هو المقطع.").attach("Files (optional)", picture(folder, "roof.png"))
    amina.press("Send your answer").sees("In assessment", "Deadline", "roof.png")
    omar.open(f"/office/{reference}").sees("هذا هو المقطع.", "roof.png", "Deadline")
    assert omar.download("roof.png").startswith(b"\x89PNG")


def test_amina_gets_a_building_permit_in_arabic_after_two_opinions_and_two_officers(
    somebody: Somebody, tmp_path: Path
) -> None:
    amina = sign_in_with_meridia_id(somebody(language="ar"), "4260181595", "2468")
    assert amina.page.locator("html").get_attribute("dir") == "rtl"
    describe_the_extension(amina)
    add_storeys(amina)
    send_plans(amina, tmp_path)
    reference = send(amina)
    pay_at_the_demo_bank(amina)
    omar = take(sign_in_at_the_office(somebody(), "omar"), reference)
    hear_other_offices(somebody, omar, reference)
    ask_and_answer(omar, amina, reference, tmp_path)
    decide(omar, "Propose approval").sees("Waiting for a second officer").cannot("Approve")
    omar.sees("The law asks for a second person here: you have already acted on this case.").cannot("Take this case")
    decide(take(sign_in_at_the_office(somebody(), "grace"), reference), "Approve").sees("Issued")
    amina.open(f"/cases/{reference}").sees("Issued")
    assert amina.download("Download as PDF").startswith(b"%PDF-")


def test_a_refused_permit_says_why_and_where_to_appeal_until_when(somebody: Somebody, tmp_path: Path) -> None:
    amina = sign_in_with_meridia_id(somebody(), "4260181595", "2468")
    amina.open("/services/building_permit").begin()
    amina.choose("For whom do you apply?", "For myself").press("Continue")
    amina.fill("Number of the parcel", "NO-01-9999").press("Continue").sees("We found nothing under this number")
    amina.fill("Number of the parcel", "ha-02-0117").press("Continue")
    amina.choose("What do you want to build?", "A new use for a building")
    amina.fill("Describe the work in a few sentences", "A workshop in the garage.").press("Continue")
    amina.choose("What is the building used for now?", "Living")
    amina.choose("What will it be used for?", "Shop or office").press("Continue")
    amina.attach("Send your plans", picture(tmp_path, "plan.png")).press("Continue").sees("120.00")
    reference = send(amina)
    pay_at_the_demo_bank(amina)
    omar = take(sign_in_at_the_office(somebody(), "omar"), reference)
    decide(omar, "Refuse").sees("Write the reason: the applicant will read it.")
    omar.fill("Reason, as the applicant will read it", "This zone is for living only.").press("Refuse")
    amina.open(f"/cases/{reference}").sees("Refused", "This zone is for living only.", "Building Act, section 31")
    amina.sees("you can appeal to the Administrative Tribunal until", "Last day to appeal")
    amina.sees("Administrative Tribunal, 9 Justice Avenue, Harbour City")
