"""The page of the ministry."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.support.visitor import Visitor

ADDRESS = "/simulation/building_permit"
People = Callable[[str], Visitor]


def asked(**typed: str) -> str:
    return f"{ADDRESS}/result?" + urlencode({name.replace("__", "-"): text for name, text in typed.items()})


def test_two_designs_are_compared_side_by_side(people: People) -> None:
    ruth = people("ruth").open("/simulation").follow("Building permit")
    ruth.has("the figures are assumed", "Design A", "Design B")
    assert ruth.page.select_one("#a-officers")["value"] == "3"
    assert ruth.page.select_one("#b-officers")["value"] == "4"
    ruth.open(asked(a__officers="2", b__officers="3", b__opinions="0"))
    ruth.has("Nine of ten are decided within, working days", "Where the designs differ", "Building Control Office")
    assert len(ruth.page.select("svg rect")) == 4
    assert len(ruth.page.select("svg polyline")) == 2
    assert len(ruth.page.select("table")) == 3
    form = ruth.follow("Change the figures").page
    assert form.select_one("#b-opinions")["value"] == "0"


def test_bad_figures_are_refused_with_a_sentence_and_kept(people: People) -> None:
    mei = people("mei").open(asked(a__officers="a few", b__hours="30", b__work="3"), 400)
    mei.has("Officers: enter a whole number from 1 to 200", "Hours of work a day: enter a number from 1 to 24")
    assert mei.page.select_one("#a-officers")["value"] == "a few"
    assert mei.page.select_one("#b-work")["value"] == "3"
    mei.open(asked(a__officers="1"), 400).has("at least two officers are needed")


def test_what_is_too_much_for_a_page_is_left_to_the_command_line(people: People) -> None:
    people("omar").open(asked(a__arrivals="1500"), 400).has("use the command line")
    people("omar").open(asked(a__arrivals="50", b__arrivals="60", a__officers="30", b__officers="30")).has("over 3")


@pytest.mark.parametrize("address", ["/simulation", ADDRESS, f"{ADDRESS}/result"])
def test_strangers_are_sent_away(people: People, visitor: Visitor, address: str) -> None:
    people("amina").open(address, 403).has("This page is for officials.")
    visitor.open(address).has("Sign in")


def test_a_service_that_does_not_exist_is_not_found(people: People) -> None:
    people("omar").open("/simulation/nothing", 404)


def test_the_page_is_read_from_the_right_in_arabic(people: People) -> None:
    omar = people("omar").open(asked())
    assert {bar["x"] for bar in omar.page.select("svg rect")} == {"0"}
    omar.open(asked(lang="ar"))
    ends = {float(bar["x"]) + float(bar["width"]) for bar in omar.page.select("svg rect")}
    assert {round(end) for end in ends} == {340}
