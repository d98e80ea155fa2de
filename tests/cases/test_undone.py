"""What was undone has left nothing behind: neither in the process nor in a browser."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from egov.db import before_commit
from egov.errors import Unavailable
from egov.texts import _
from tests.cases.office import People, apply_for
from tests.support.robot import Robot
from tests.support.visitor import Visitor


@pytest.fixture
def out_of_order(app: Flask) -> Callable[[], None]:
    """Let the next commit fail, as on a full disk."""
    failures: list[str] = []

    def prepare(_session: Session) -> None:
        if failures:
            raise Unavailable(_("Something went wrong. %(what)s", what=failures.pop()))

    before_commit(app, prepare)
    return lambda: failures.append("The disk is full.")


def test_the_first_edition_of_a_service_that_was_undone_is_forgotten(amina: Visitor, visitor: Visitor) -> None:
    amina.open("/services/dog_licence").press("Start now")
    amina.post(amina.address.rsplit("/", 1)[0] + "/check-your-answers", amina.token(), 400).has("not answered yet")
    apply_for("building_permit", amina)  # its edition gets the number that the other one had for a moment
    visitor.open("/services/building_permit").has("Building permit").lacks("Dog licence")


def test_a_browser_does_not_hold_a_draft_that_was_not_kept(
    visitor: Visitor, people: People, out_of_order: Callable[[], None]
) -> None:
    visitor.open("/services/parking_fine")
    out_of_order()
    visitor.press("Start now", 503)
    other = Visitor(visitor.app).open("/services/parking_fine").press("Start now")  # on SQLite under the same number
    visitor.open(other.address, 404)


def test_a_browser_does_not_hold_a_case_that_was_not_kept(
    app: Flask, visitor: Visitor, amina: Visitor, out_of_order: Callable[[], None]
) -> None:
    Robot(app, "parking_fine").fill(visitor)
    check = visitor.address
    out_of_order()
    visitor.press("Send", 503)
    reference = apply_for("dog_licence", amina)  # on SQLite under the same number
    visitor.open(f"/cases/{reference}").has("Sign in").lacks("Messages")
    visitor.open(check).press("Send").has("We have received it")
