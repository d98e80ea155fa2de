"""An officer comes back from a case to the list that he came from, and goes on to the next one."""

from flask import Flask

from egov.cases.way_back import case_after, way_back
from tests.cases.office import People, guide_dog, many_cases, person_called, taken_by
from tests.support.visitor import Visitor


def test_back_leads_to_the_tab_the_service_and_the_page(app: Flask, omar: Visitor, amina: Visitor) -> None:
    many_cases(app, 30)
    omar.open("/office?which=unclaimed&service=dog_licence").follow("Next page")
    page = omar.address
    assert "after=" in page
    last = guide_dog(amina)
    omar.open(page).follow(last).follow("Back to the queue").has(last)
    assert omar.page.select("nav.filters [aria-current]")[1].get_text() == "Dog licence"
    assert omar.page.select_one("a.page-newer"), "it is not the first page"


def test_it_does_so_after_a_deed_too(omar: Visitor, amina: Visitor) -> None:
    reference, other = guide_dog(amina), guide_dog(amina)
    taken_by(omar, reference)
    taken_by(omar, other)
    omar.open("/office?which=mine").follow(reference).press("Keep the note", note="A guide dog.")
    omar.press("Approve").has("Done.").follow("Back to the queue").has(other).lacks(reference)
    assert omar.page.select_one("nav.filters [aria-current]").get_text().startswith("Mine")  # type: ignore[union-attr]


def test_after_a_decision_comes_the_next_case_of_the_list(omar: Visitor, amina: Visitor) -> None:
    first, second, third = (guide_dog(amina) for _case in range(3))
    for reference in (first, second, third):
        taken_by(omar, reference)
    omar.open("/office?which=mine").follow(first).press("Approve").follow("Next case").has(second)
    omar.follow("Next case").has(third).follow("Next case").has("Mine", second, third)


def test_the_next_case_may_stand_on_the_next_page(app: Flask) -> None:
    many_cases(app, 60)
    with app.test_request_context("/"):
        omar, seen = person_called("omar"), [""]
        while (following := case_after(seen[-1], omar)) is not None:
            seen.append(following)
        assert len(seen) == len({*seen}) == 61
        assert way_back().after, "he comes back to the last page"


def test_nobody_is_led_elsewhere(omar: Visitor, amina: Visitor) -> None:
    reference = guide_dog(amina)
    omar.open("/office?which=//evil.example&service=https://evil.example&back=https://evil.example")
    omar.open(f"/office/{reference}?back=https://evil.example")
    links = [str(link["href"]) for link in omar.page.select("nav.back a")]
    assert links == ["/office?which=unclaimed", f"/office/{reference}/next"]


def test_whoever_came_from_nowhere_goes_back_to_the_beginning(people: People, amina: Visitor) -> None:
    reference = guide_dog(amina)
    people("omar").open(f"/office/{reference}").follow("Back to the queue").has("Unclaimed", reference)


def test_the_next_case_is_for_officials(people: People, amina: Visitor) -> None:
    amina.open(f"/office/{guide_dog(amina)}/next", 403)
