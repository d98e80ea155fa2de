"""Sam plays the parking fine with what his card in the demonstration tells him."""

import re

from tests.support.visitor import Visitor


def test_the_card_of_sam_names_a_notice_that_he_can_pay(visitor: Visitor) -> None:
    told = visitor.open("/demo").text
    notice, plate = re.findall(r"the parking notice (PN-\S+) for the car (\w+ \w+)", told)[0]
    sam = visitor.sign_in("sam").open("/services/parking_fine").press("Start now")
    sam.press("Continue", 400, notice=notice).has("Answer the question: Number plate of the car").lacks("found nothing")
    sam.press("Continue", notice=notice, notice__proof=plate).has("Cedar Hill", "60.00")


def test_who_contests_is_not_told_to_pay_before_the_answer(visitor: Visitor) -> None:
    sam = visitor.sign_in("sam").open("/services/parking_fine").press("Start now")
    sam.press("Continue", notice="PN-2026-000130", notice__proof="ND 5511").press("Continue", contests="yes")
    sam.press("Continue", reason="The machine was broken.").has("Check your answers").lacks("You pay after")
    sam.open(sam.address.replace("check-your-answers", "pay_or_contest?from=check")).press("Continue", contests="no")
    sam.has("Check your answers", "You pay after you have sent your answers")
