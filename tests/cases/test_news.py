"""What is new about an officer's cases since he opened them last, and how many cases lie behind each tab."""

import re

import pytest
from flask import Flask

from egov.cases.tabs import MOST_LOOKED_THROUGH, counts_of_tabs
from tests.cases.office import People, apply_for, guide_dog, many_cases, person_called, taken_by
from tests.support.robot import Robot, pay
from tests.support.visitor import Visitor


def tabs(officer: Visitor) -> dict[str, str]:
    """The number behind each tab."""
    words = [link.get_text() for link in officer.page.select("nav.filters a")]
    return {found[1]: found[2] for found in (re.fullmatch(r"(.+)\xa0\((.+)\)", word) for word in words) if found}


def test_the_list_says_what_the_applicant_did_since_the_officer_looked(amina: Visitor, omar: Visitor) -> None:
    written, quiet = guide_dog(amina), guide_dog(amina)
    taken_by(omar, written)
    taken_by(omar, quiet)
    omar.open("/office").follow("Mine").has(written, quiet).lacks("The applicant wrote")
    amina.open(f"/cases/{written}").press("Send message", message="He is called Rexina.")
    omar.open("/office").follow("Mine").has("The applicant wrote")
    assert tabs(omar)["Mine, with news"] == "1"
    omar.follow("Mine, with news").has(written, "The applicant wrote").lacks(quiet)


def test_what_the_officer_has_seen_is_no_news(amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference)
    amina.open(f"/cases/{reference}").press("Send message", message="He is called Rexina.")
    omar.open(f"/office/{reference}").has("New since you opened this case last", "The applicant wrote")
    assert [tag.get_text() for tag in omar.page.select(".bubble .tag")] == ["New"]
    omar.open("/office?which=news").has("No case of yours has news.").lacks(reference)
    omar.open(f"/office/{reference}").lacks("New since you opened")
    assert not omar.page.select(".bubble .tag")


def test_an_answer_is_news_in_the_words_of_the_procedure(amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina.open(f"/cases/{reference}").press("Send your answer", reason__answer="Here he is.")
    omar.open("/office?which=mine").has("Information sent", "The applicant wrote")
    omar.open(f"/office/{reference}").has("Information sent, The applicant wrote")


def test_a_message_about_a_case_that_waits_for_the_applicant_is_not_overlooked(amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    amina.open(f"/cases/{reference}").press("Send message", message="What kind of picture?")
    omar.open("/office?which=mine").lacks(reference)
    omar.open("/office?which=news").has(reference, "The applicant wrote")


def test_an_opinion_is_news_to_the_officer_and_not_to_whoever_gave_it(
    app: Flask, people: People, amina: Visitor, omar: Visitor
) -> None:
    reference = Robot(app, "building_permit").apply(amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=["fire-safety"], reason__ask_opinions="Is it safe?")
    farid = people("farid").open(f"/office/{reference}")
    form = next(form for form in farid.tree.forms if "opinions" in form.get("action", ""))
    number = form.get("action").rsplit("/", 1)[1]
    farid.send(form, {f"favourable-{number}": "yes", f"opinion-{number}": "It is safe."})
    farid.lacks("New since you opened")
    omar.open("/office?which=news").has(reference, "An opinion came in")
    assert [tag.get_text() for tag in omar.open(f"/office/{reference}").page.select(".summary-card .tag")] == ["New"]
    assert omar.text.count("An opinion came in") == 1


def test_a_case_that_a_colleague_handed_over_is_not_opened_yet(people: People, amina: Visitor, omar: Visitor) -> None:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference)
    omar.press("Hand over", colleague=_number_of(omar, "Grace Mensah"))
    grace = people("grace").open("/office?which=news").has(reference, "Not opened yet")
    grace.open(f"/office/{reference}").lacks("New since you opened")
    grace.open("/office?which=news").lacks(reference)


def _number_of(officer: Visitor, name: str) -> str:
    option = next(
        option for option in officer.page.select("select[name=colleague] option") if name in option.get_text()
    )
    return str(option["value"])


def test_the_tabs_count_to_a_page_and_no_further(app: Flask, people: People, omar: Visitor) -> None:
    with app.app_context():
        his, hers = person_called("omar").id, person_called("grace").id
    many_cases(app, 30)
    many_cases(app, 3, claimed_by_id=his)
    many_cases(
        app, 2, service="building_permit", office="building-control", desk="building-control", claimed_by_id=hers
    )
    omar.open("/office")
    numbers = {"Unclaimed": "25+", "Mine": "3", "Mine, with news": "0", "With colleagues": "2", "Late": "25+"}
    assert tabs(omar) == numbers
    omar.open("/office?service=building_permit")
    assert tabs(omar) == numbers | {"Unclaimed": "0", "Mine": "0", "Late": "2"}
    arabic = Visitor(app, "ar").sign_in("omar").open("/office")
    assert "+" in arabic.page.select("nav.filters bdi")[0].get_text()


def test_mine_are_of_the_service_that_was_chosen(amina: Visitor, omar: Visitor) -> None:
    dog, fine = guide_dog(amina), apply_for("parking_fine", amina, -1)
    taken_by(omar, dog)
    taken_by(omar, fine)
    omar.open("/office?which=mine&service=parking_fine").has(fine).lacks(dog)


def test_a_page_from_which_all_cases_have_gone_leads_back(amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    omar.open("/office?after=2099-01-01_1").has("No case is waiting here.").follow("First page").has(reference)


@pytest.mark.parametrize("service", ["", "dog_licence"])
def test_who_has_no_desk_has_nothing_to_count(app: Flask, service: str) -> None:
    with app.app_context():
        assert sum(counts_of_tabs(person_called("farid"), service).values()) == 0
    assert MOST_LOOKED_THROUGH > 300
