"""Sam plays the parking fine with what his card in the demonstration tells him."""

import re

import pytest

from tests.support.visitor import Visitor


def test_the_card_of_sam_names_a_notice_that_he_can_pay(visitor: Visitor) -> None:
    told = visitor.open("/demo").text
    notice, plate = re.findall(r"the parking notice (PN-\S+) for the car (\w+ \w+)", told)[0]
    sam = visitor.sign_in("sam").open("/services/parking_fine").press("Start now")
    sam.press("Continue", 400, notice=notice).has("Answer the question: Number plate of the car").lacks("found nothing")
    sam.press("Continue", notice=notice, notice__proof=plate).has("Cedar Hill", "60.00")


TYPED = {
    "PN 2026 000130": "ND-5511",
    "pn2026000130": "nd5511",
    "PN\u20132026\u2013000130": "ND\u20135511",
    "PN\u22122026/000130": "nd.5511",
    "PN٢٠٢٦٠٠٠١٣٠": "ND ٥٥١١",
    "\u200ePN-2026-000130\u200f": "ND\u00a05511",
}


@pytest.mark.parametrize(("notice", "plate"), TYPED.items())
def test_number_and_plate_are_understood_however_they_are_typed(visitor: Visitor, notice: str, plate: str) -> None:
    visitor.open("/services/parking_fine").press("Start now")
    visitor.press("Continue", notice=notice, notice__proof=plate).press("Continue", contests="no")
    visitor.has("Check your answers", "PN-2026-000130", "ND 5511")


@pytest.mark.parametrize("notice", ["PN 2026 000999", "2026000130", "PN-2026-0001300", "-", "   "])
def test_another_number_is_not_taken_for_the_one_that_it_resembles(visitor: Visitor, notice: str) -> None:
    visitor.open("/services/parking_fine").press("Start now")
    visitor.press("Continue", 400, notice=notice, notice__proof="ND 5511").has("There is a problem")


def test_who_contests_is_not_told_to_pay_before_the_answer(visitor: Visitor) -> None:
    sam = visitor.sign_in("sam").open("/services/parking_fine").press("Start now")
    sam.press("Continue", notice="PN-2026-000130", notice__proof="ND 5511").press("Continue", contests="yes")
    sam.press("Continue", reason="The machine was broken.").has("Check your answers").lacks("You pay after")
    sam.open(sam.address.replace("check-your-answers", "pay_or_contest?from=check")).press("Continue", contests="no")
    sam.has("Check your answers", "You pay after you have sent your answers")
