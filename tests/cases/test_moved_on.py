"""What was possible a moment ago and no longer is: a sentence says so, and nothing is changed."""

from collections.abc import Callable

from flask import Flask

from tests.cases.office import apply_for, drafts_of, guide_dog, records_of, taken_by, try_anyway
from tests.support.robot import pay
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def test_what_was_sent_can_no_longer_be_changed_in_the_draft(app: Flask, people: People) -> None:
    amina = people("amina")
    reference = guide_dog(amina)
    draft = drafts_of(app)[0]
    amina.open(f"/drafts/{draft.id}/your_dog", 409).has("You have sent this already", reference)
    try_anyway(amina, f"/drafts/{draft.id}/your_dog", 409, dog_name="Wolf").has("You have sent this already")
    assert drafts_of(app)[0].answers == draft.answers
    amina.open(f"/drafts/{draft.id}").has(reference, "What happened")
    amina.open(f"/drafts/{draft.id}/check-your-answers").has(reference, "What happened")


def test_who_proposed_cannot_take_the_second_look(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference = apply_for("building_permit", amina, 0)
    pay(amina)
    taken_by(omar, reference).press("Propose approval")
    try_anyway(omar, f"/office/{reference}/claim", 403).has("The law asks for a second person here")
    with records_of(app, reference) as case:
        assert case.claimed_by_id is None
    taken_by(people("grace"), reference).press("Approve").has("Issued")
