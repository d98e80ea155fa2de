"""Sam plays the parking fine with what his card in the demonstration tells him."""

import re

from tests.support.visitor import Visitor


def test_the_card_of_sam_names_a_notice_that_he_can_pay(visitor: Visitor) -> None:
    told = visitor.open("/demo").text
    notice, plate = re.findall(r"the parking notice (PN-\S+) for the car (\w+ \w+)", told)[0]
    sam = visitor.sign_in("sam").open("/services/parking_fine").press("Start now")
    sam.press("Continue", 400, notice=notice).has("Answer the question: Number plate of the car").lacks("found nothing")
    sam.press("Continue", notice=notice, notice__proof=plate).has("Cedar Hill", "60.00")
