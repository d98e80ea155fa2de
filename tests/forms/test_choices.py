"""One of several, several of several, yes or no, and the places of the country."""

import re

import pytest

from egov.country.pack import current_pack
from egov.forms.fields import ChoiceField, ChoicesField, YesNoField
from egov.forms.places import AddressField, AreaField
from egov.texts import use_language
from tests.forms.paper import ask, sentence, shown_again, survives_json

SIZES = [("small", "Up to 40 cm"), ("large", "Over 60 cm")]
LANTERN_POINT = "XM-HA-02"


def test_one_of_several_is_chosen_and_stays_chosen() -> None:
    answer = ask(ChoiceField("How tall?", choices=SIZES), "large")
    assert answer.data == "large"
    assert answer.shown(answer.data) == "Over 60 cm"
    assert [box["value"] for box in shown_again(answer).find_all("input", checked=True)] == ["large"]
    assert survives_json(answer)


def test_a_choice_that_was_not_offered_is_refused() -> None:
    assert sentence(ask(ChoiceField("How tall?", choices=SIZES), "huge")) == "Choose one of the answers"


def test_no_choice_is_refused_with_the_question_and_is_fine_where_optional() -> None:
    assert "How tall?" in sentence(ask(ChoiceField("How tall?", choices=SIZES)))
    assert not sentence(ask(ChoiceField("How tall?", choices=SIZES, optional=True)))


def test_more_than_seven_choices_are_a_list_to_pick_from() -> None:
    def drawn(many: int) -> list[str]:
        choices = [(str(n), f"Number {n}") for n in range(many)]
        page = shown_again(ask(ChoiceField("Which?", choices=choices), "3"))
        return [tag.name for tag in page.find_all(["select", "fieldset"])]

    assert drawn(7) == ["fieldset"]
    assert drawn(8) == ["select"]


def test_several_are_ticked_and_stay_ticked() -> None:
    answer = ask(ChoicesField("How is it heated?", choices=SIZES), "small", "large")
    assert answer.data == ["small", "large"]
    assert answer.shown(answer.data) == "Up to 40 cm, Over 60 cm"
    assert len(shown_again(answer).find_all("input", checked=True)) == 2
    assert survives_json(answer)


def test_nothing_ticked_is_refused_and_is_fine_where_optional() -> None:
    assert sentence(ask(ChoicesField("How is it heated?", choices=SIZES)))
    optional = ask(ChoicesField("How is it heated?", choices=SIZES, optional=True))
    assert optional.data == []
    assert not sentence(optional)


def test_one_strange_tick_spoils_all() -> None:
    answer = ask(ChoicesField("How is it heated?", choices=SIZES), "small", "coal")
    assert sentence(answer) == "Choose one of the answers"


@pytest.mark.parametrize(("typed", "value", "words"), [("yes", True, "Yes"), ("no", False, "No")])
def test_yes_and_no_are_both_answers(typed: str, value: bool, words: str) -> None:
    answer = ask(YesNoField("Is it neutered?"), typed)
    assert answer.data is value
    assert not sentence(answer)
    assert answer.shown(value) == words
    assert [box["value"] for box in shown_again(answer).find_all("input", checked=True)] == [typed]
    assert survives_json(answer)


@pytest.mark.parametrize("typed", ["maybe", "true", "1"])
def test_anything_but_yes_or_no_is_refused(typed: str) -> None:
    assert sentence(ask(YesNoField("Is it neutered?"), typed)) == "Choose yes or no"


def test_neither_yes_nor_no_is_refused_and_is_fine_where_optional() -> None:
    assert sentence(ask(YesNoField("Is it neutered?")))
    optional = ask(YesNoField("Is it neutered?", optional=True))
    assert optional.data is None
    assert optional.shown(None) == ""


def test_a_village_is_chosen_among_all_and_shown_with_its_district() -> None:
    answer = ask(AreaField("Where?"), LANTERN_POINT)
    assert answer.shown(answer.data) == "Lantern Point, Harbour District"
    with use_language("ar"):
        assert re.fullmatch("رأس المنارة. مقاطعة المرفأ", answer.shown(answer.data))


def test_a_district_is_no_village() -> None:
    assert sentence(ask(AreaField("Where?"), "XM-HA")) == "Choose one of the answers"


def test_an_address_is_a_line_and_a_village() -> None:
    answer = ask(AddressField("Where?"), line="14 Lighthouse Road", area=LANTERN_POINT)
    assert answer.data == {"line": "14 Lighthouse Road", "area": LANTERN_POINT}
    assert answer.shown(answer.data) == "14 Lighthouse Road, Lantern Point, Harbour District"
    assert survives_json(answer)


def test_half_an_address_is_refused_and_what_was_typed_stays() -> None:
    no_line = ask(AddressField("Where?"), line="", area=LANTERN_POINT)
    assert "house and the street" in sentence(no_line)
    chosen = shown_again(no_line).find("option", selected=True)
    assert chosen and chosen["value"] == LANTERN_POINT
    no_area = ask(AddressField("Where?"), line="14 Lighthouse Road", area="")
    assert sentence(no_area) == "Choose the town or village"
    box = shown_again(no_area).find("input")
    assert box and box["value"] == "14 Lighthouse Road"


@pytest.mark.parametrize("area", ["XX-99", "XM-HA", "XM"])
def test_an_address_lies_in_a_village_of_the_country(area: str) -> None:
    assert sentence(ask(AddressField("Where?"), line="14 Lighthouse Road", area=area)) == "Choose the town or village"


def test_no_address_is_refused_and_is_fine_where_optional() -> None:
    assert "Where?" in sentence(ask(AddressField("Where?"), line="", area=""))
    assert not sentence(ask(AddressField("Where?", optional=True), line="", area=""))


def test_every_village_is_offered_once() -> None:
    page = shown_again(ask(AddressField("Where?"), line="", area=""))
    offered = [str(option["value"]) for option in page.find_all("option")]
    assert offered == ["", *(area.code for area in current_pack().areas.at_level("settlement"))]


def test_a_way_that_is_too_long_to_tell_is_refused_and_stays_whole() -> None:
    line = "behind the lighthouse, " * 9 + "14"
    answer = ask(AddressField("Where?"), line=line, area=LANTERN_POINT)
    assert sentence(answer) == "Use at most 200 characters"
    box = shown_again(answer).find(id="question-line")
    assert box and box["value"] == line
