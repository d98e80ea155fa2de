"""The officer's queue: which cases he sees, in which order, page by page."""

import re
from datetime import date

from flask import Flask

from egov.cases.queue import Cursor, waiting_cases
from tests.cases.office import (
    People,
    apply_for,
    guide_dog,
    it_is,
    many_cases,
    person_called,
    taken_by,
)
from tests.support.visitor import Visitor


def references_on(officer: Visitor) -> list[str]:
    return [
        a.get_text().strip() for a in officer.page.select("table a") if re.match("DL-|BP-|PF-", a.get_text().strip())
    ]


def test_an_officer_sees_what_waits_unclaimed_at_his_desks(people: People, amina: Visitor, omar: Visitor) -> None:
    dog, fine = guide_dog(amina), apply_for("parking_fine", amina, -1)
    unpaid = apply_for("dog_licence", amina)
    omar.open("/office").has(dog, fine, "Amina Haddad").lacks(unpaid)
    omar.follow("Parking fine").has(fine).lacks(dog)
    people("tomas").open("/office").has(fine).lacks(dog)
    people("nadia").open("/office").has("No case is waiting here.")


def test_mine_are_the_cases_on_my_desk(amina: Visitor, omar: Visitor) -> None:
    mine, other = guide_dog(amina), guide_dog(amina)
    taken_by(omar, mine)
    omar.open("/office").follow("Mine").has(mine).lacks(other)


def test_the_most_urgent_comes_first(app: Flask, amina: Visitor, omar: Visitor) -> None:
    it_is(app, date(2026, 3, 16))
    dog, fine = guide_dog(amina), apply_for("parking_fine", amina, -1)  # 10 and 15 working days
    it_is(app, date(2026, 3, 30))
    young_dog = guide_dog(amina)
    assert references_on(omar.open("/office")) == [dog, fine, young_dog]


def test_a_page_that_does_not_exist_is_refused_with_a_sentence(omar: Visitor) -> None:
    for after in ["1", "2026-13-01_4", "x_y"]:
        omar.open(f"/office?after={after}", 400).has("first page of the queue")


def test_a_strange_filter_shows_the_unclaimed(amina: Visitor, omar: Visitor) -> None:
    omar.open("/office?which=everything&service=nothing").has("No case is waiting here.")
    reference = guide_dog(amina)
    omar.open("/office?which=everything").has(reference)


def test_the_queue_is_for_officials(people: People, visitor: Visitor) -> None:
    people("amina").open("/office", 403).has("for officials")
    visitor.open("/office").has("Sign in")


def test_sixty_cases_come_in_three_pages_each_exactly_once(app: Flask, omar: Visitor) -> None:
    many_cases(app, 60)
    seen = references_on(omar.open("/office?service=dog_licence"))
    assert len(seen) == 25
    while older := omar.page.select_one("a.page-older"):
        seen += references_on(omar.open(str(older["href"])))
    assert len(seen) == len(set(seen)) == 60


def test_a_page_goes_on_where_the_last_one_ended_though_cases_left_in_between(app: Flask) -> None:
    many_cases(app, 60)
    with app.test_request_context("/"):
        omar = person_called("omar")
        first = waiting_cases(omar, "unclaimed")[:25]
        rest = waiting_cases(omar, "unclaimed", after=Cursor(first[-1].queue_date, first[-1].id))
        days = [(case.queue_date, case.id) for case in [*first, *rest]]
        assert days == sorted(days)
        assert not {case.id for case in first} & {case.id for case in rest}
