"""Who works on a case: one officer at a time."""

import re
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.db import db
from tests.cases.office import People, apply_for, guide_dog, records_of, taken_by, try_anyway
from tests.support.robot import pay
from tests.support.visitor import Visitor


def building_permit(amina: Visitor) -> str:
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    return reference


def test_an_officer_takes_a_case_and_puts_it_back(app: Flask, amina: Visitor, omar: Visitor) -> None:
    reference = guide_dog(amina)
    omar.open("/office").has(reference, "Dog licence")
    taken_by(omar, reference).has("You are working on this case.")
    omar.open("/office").lacks(reference)
    omar.open("/office?which=mine").has(reference)
    omar.open(f"/office/{reference}").press("Put it back").has("Nobody is working on this case yet.")
    omar.open("/office").has(reference)
    try_anyway(omar, f"/office/{reference}/release", 409).has("You are not working on this case.")


def test_a_case_that_a_colleague_has_is_not_to_be_had(app: Flask, people: People, amina: Visitor) -> None:
    omar, grace = people("omar"), people("grace")
    reference = building_permit(amina)
    taken_by(omar, reference)
    grace.open(f"/office/{reference}").has("Omar Salim is working on this case.")
    assert not {"Take this case", "Propose approval", "Refuse"} & set(grace.buttons())
    try_anyway(grace, f"/office/{reference}/claim", 409).has("Omar Salim is already working on this case.")
    try_anyway(grace, f"/office/{reference}/steps/propose", 409).has("Omar Salim is working on this case.")
    try_anyway(grace, f"/office/{reference}/release", 409)
    with records_of(app, reference) as case:
        assert case.claimed_by and case.claimed_by.name == "Omar Salim"
        assert case.state == "assessment"


def test_the_case_of_a_colleague_who_is_away_is_taken_over_with_a_reason(
    app: Flask, people: People, amina: Visitor
) -> None:
    omar, grace = people("omar"), people("grace")
    reference = building_permit(amina)
    assert "Take it over" not in grace.open(f"/office/{reference}").buttons(), "nobody has it"
    try_anyway(grace, f"/office/{reference}/take-over", 409, take_over="So.").has(
        "No colleague is working on this case"
    )
    taken_by(omar, reference)
    omar.open("/office?which=taken").lacks(reference)
    grace.open("/office?which=taken").has(reference, "Omar Salim").follow(reference)
    grace.press("Take it over", 400, take_over=" ").has("Write something first.")
    assert grace.page.select("#take_over[aria-invalid]")
    grace.press("Take it over", take_over="Omar is ill.").has("You are working on this case.", "Omar is ill.")
    omar.open(f"/office/{reference}").has("Grace Mensah is working on this case.", "Omar is ill.")
    try_anyway(omar, f"/office/{reference}/steps/propose", 409)
    with app.app_context():
        deed = db.session.scalars(select(Entry).where(Entry.action == "case_taken_over")).one()
        assert (deed.actor_name, deed.case_reference) == ("Grace Mensah", reference)


def test_nobody_takes_over_what_he_must_not_work_on(app: Flask, people: People, amina: Visitor) -> None:
    reference = building_permit(amina)
    taken_by(people("omar"), reference)
    for stranger in ("sam", "tomas", "farid"):
        try_anyway(people(stranger), f"/office/{reference}/take-over", 403, take_over="I want it.")
    with records_of(app, reference) as case:
        assert case.claimed_by and case.claimed_by.name == "Omar Salim"


def test_two_officers_take_a_case_at_once_and_one_of_them_has_it(app: Flask, people: People, amina: Visitor) -> None:
    officers = {"Omar Salim": people("omar"), "Grace Mensah": people("grace")}
    for _attempt in range(3):
        reference = building_permit(amina)
        for officer in officers.values():
            officer.open(f"/office/{reference}")
        answers = at_once({name: press_take_this_case(officer) for name, officer in officers.items()})
        assert sorted(status for status, _words in answers.values()) == [302, 409]
        loser = next(name for name, (status, _words) in answers.items() if status == 409)
        assert re.search("is already working on this case|Somebody changed", answers[loser][1])
        with records_of(app, reference) as case:
            assert case.claimed_by and case.claimed_by.name == next(name for name in answers if name != loser)
            assert [step.action for step in case.steps] == ["submit", "pay"], "something was lost"


def press_take_this_case(officer: Visitor) -> Callable[[], tuple[int, str]]:
    """What happens when he presses, without looking at the page: that is for the test's own thread."""
    token = officer.page.find("input", attrs={"name": "csrf_token"})
    assert token
    address, typed = f"{officer.address}/claim", {"csrf_token": str(token["value"])}

    def press() -> tuple[int, str]:
        answer = officer.client.post(address, data=typed)
        return answer.status_code, answer.get_data(as_text=True)

    return press


def at_once(deeds: dict[str, Callable[[], tuple[int, str]]]) -> dict[str, tuple[int, str]]:
    """What each deed answers when all begin at the same moment, each in a thread of its own."""
    together, answers = threading.Barrier(len(deeds)), {}

    def do(name: str) -> None:
        together.wait()
        answers[name] = deeds[name]()

    threads = [threading.Thread(target=do, args=(name,)) for name in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_case_is_handed_over_to_a_colleague_of_the_office(app: Flask, people: People, amina: Visitor) -> None:
    omar, grace = people("omar"), people("grace")
    reference = building_permit(amina)
    taken_by(omar, reference)
    assert [option.get_text() for option in omar.page.select("#colleague option")] == ["Grace Mensah"]
    omar.press("Hand over").has("Grace Mensah is working on this case.")
    grace.open("/office?which=mine").has(reference)
    try_anyway(omar, f"/office/{reference}/hand-over", 409, colleague="1").has("You are not working on this case.")


def test_a_case_is_not_handed_over_to_somebody_of_another_office(app: Flask, people: People, amina: Visitor) -> None:
    omar = people("omar")
    reference = building_permit(amina)
    taken_by(omar, reference)
    for colleague in ("1", "999999", "nobody", ""):
        try_anyway(omar, f"/office/{reference}/hand-over", 400, colleague=colleague).has("Choose a colleague")
    with records_of(app, reference) as case:
        assert case.claimed_by and case.claimed_by.name == "Omar Salim"


def test_a_stranger_takes_nothing(people: People, visitor: Visitor, amina: Visitor) -> None:
    reference = guide_dog(amina)
    try_anyway(people("sam"), f"/office/{reference}/claim", 403).has("for officials")
    try_anyway(people("tomas"), f"/office/{reference}/claim", 403).has("another office")
    visitor.open(f"/office/{reference}").has("Sign in")
