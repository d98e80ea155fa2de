"""Two people change one thing at the same moment: what the second one does, he does on what the first one has done."""

from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cases.models import Draft
from egov.cases.publication import Objection
from egov.db import db, transaction
from egov.errors import Conflict
from tests.cases.office import People, apply_for, drafts_of, give_role, guide_dog, records_of, taken_by
from tests.cases.test_clauses_of_the_law import law
from tests.cases.test_drafts import DOG, LIVES, begin
from tests.cases.test_publication import OBJECTION
from tests.cases.test_reviews import BOTH, advise
from tests.support.meanwhile import beside
from tests.support.robot import pay
from tests.support.visitor import Visitor
from workflows.clauses import with_publication
from workflows.permit import permit

OF_AN_OPINION, OF_A_PAGE, OF_A_CASE = "UPDATE review", "UPDATE draft", 'INSERT INTO "case"'
LOOK_AT_A_CASE = 'SELECT "case".id'


@pytest.fixture
def asked(amina: Visitor, omar: Visitor) -> str:
    """A building permit on which both offices were asked."""
    reference = apply_for("building_permit", amina)
    pay(amina.open(f"/cases/{reference}"))
    taken_by(omar, reference).press("Ask for opinions", offices=BOTH, reason__ask_opinions="Is it safe?")
    return reference


def at_the_desk(person: Visitor, reference: str) -> Visitor:
    return person.open(f"/office/{reference}")


def test_an_opinion_is_not_given_and_waived_at_once(app: Flask, people: People, omar: Visitor, asked: str) -> None:
    elena = at_the_desk(people("elena"), asked)
    at_the_desk(omar, asked)
    beside(
        app, OF_AN_OPINION, lambda: advise(elena, "The terns will mind."),
        lambda: omar.press("Go on without waiting", reason__go_on="The terns have left."),
    )  # fmt: skip
    with records_of(app, asked) as case:
        of_fire, of_terns = sorted(case.reviews, key=lambda review: review.office, reverse=True)
        assert (of_terns.answered_at is not None, of_terns.cancelled_at) == (True, None)
        assert (of_fire.answered_at, of_fire.cancelled_at is not None) == (None, True)
        assert case.state == "assessment"
        sequence_all()
        assert verify_log().findings == []


def test_two_reviewers_of_an_office_give_one_opinion(app: Flask, people: People, asked: str) -> None:
    give_role(app, "sam", service="building_permit", office="environment", role="reviewer")
    elena, sam = at_the_desk(people("elena"), asked), at_the_desk(people("sam"), asked)
    beside(app, OF_AN_OPINION, lambda: advise(elena, "The terns will mind."), lambda: advise(sam, "They left.", 409))
    sam.has("This opinion was given or is no longer needed.")
    with records_of(app, asked) as case:
        assert {review.opinion for review in case.reviews} == {"", "The terns will mind."}


def test_of_two_opinions_at_the_same_moment_the_second_one_is_the_last(app: Flask, people: People, asked: str) -> None:
    elena, farid = at_the_desk(people("elena"), asked), at_the_desk(people("farid"), asked)
    beside(app, OF_AN_OPINION, lambda: advise(elena, "The terns left."), lambda: advise(farid, "There are two exits."))
    with records_of(app, asked) as case:
        assert (case.state, [review.is_in for review in case.reviews]) == ("assessment", [True, True])


@pytest.fixture
def windows(amina: Visitor, people: People) -> tuple[Visitor, Visitor]:
    """Amina at two windows, with one draft: in the first all is answered, in the second the dog gets another name."""
    guide_dog(amina)  # the first application of all publishes the rules
    second = people("amina").open(begin(amina).address)
    amina.press("Continue", **DOG).press("Continue", **LIVES).has("Check your answers")
    return amina, second.open(second.address)


def test_what_was_saved_while_it_is_sent_is_in_the_case(app: Flask, windows: tuple[Visitor, Visitor]) -> None:
    first, second = windows
    page = second.token() | DOG | {"dog_name": "Max"}
    beside(app, OF_A_PAGE, lambda: second.client.post(second.address, data=page), lambda: first.press("Send"))
    assert _names(app, first) == ("Max", "Max")


def test_what_is_saved_after_it_was_sent_is_refused(app: Flask, windows: tuple[Visitor, Visitor]) -> None:
    first, second = windows
    beside(app, OF_A_CASE, lambda: first.press("Send"), lambda: second.press("Continue", 409, dog_name="Max"))
    second.has("You have sent this already. Your reference is")
    assert _names(app, first) == ("Rex", "Rex")


def test_what_was_read_before_it_was_sent_is_not_saved(app: Flask, windows: tuple[Visitor, Visitor]) -> None:
    def save_without_a_lock() -> None:
        with app.app_context(), suppress(Conflict), transaction():
            draft = db.session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
            draft.answers = {**draft.answers, "dog_name": "Max"}

    beside(app, OF_A_PAGE, save_without_a_lock, lambda: windows[0].press("Send"))
    in_the_case, in_the_draft = _names(app, windows[0])
    assert in_the_case == in_the_draft


def _names(app: Flask, sent: Visitor) -> tuple[Any, Any]:
    """What the dog is called in the case and in its draft."""
    draft = drafts_of(app)[-1]
    with records_of(app, sent.address.split("/cases/")[1].split("?")[0]) as case:
        return case.answers["dog_name"], draft.answers["dog_name"]


def test_nobody_objects_after_the_publication_has_ended(
    app: Flask, visitor: Visitor, amina: Visitor, omar: Visitor
) -> None:
    law(app, "dog_licence", with_publication(permit, days=14))
    reference = guide_dog(amina)
    taken_by(omar, reference).press("Publish the application")
    visitor.open(f"/published/{reference}")
    token = visitor.token()
    beside(
        app, LOOK_AT_A_CASE, lambda: visitor.client.post(f"/published/{reference}", data=token | OBJECTION),
        lambda: omar.press("Write down an objection", reason__object="The neighbour is afraid of it."),
    )  # fmt: skip
    with records_of(app, reference) as case:
        ended = case.steps[-1]
        assert ended.action == "object"
        late = select(Objection).filter_by(case_id=case.id).where(Objection.at > ended.at)
        assert db.session.scalars(late).all() == []
