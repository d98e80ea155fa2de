"""The clock rings on the right day, and one case in trouble keeps no other from being rung."""

from datetime import timedelta

import pytest
from flask import Flask

from egov.cases.clockwork import ring_due
from egov.cases.models import Case
from egov.country.days import today
from egov.db import db
from tests.cases.office import many_cases
from tests.payments.till import ANSWERS
from tests.timemachine.real_office import Move, act, applications, apply_again, house, moves_in
from workflows.engine import By


def test_the_alarm_for_late_opinions_counts_from_those_that_are_still_out(app: Flask) -> None:
    written = applications(app, [("building_permit", 0)])
    number = apply_again(app, *written["building_permit 0"])
    act(app, number, Move("amina", "pay", By.PAYMENT))
    act(app, number, Move("omar", "ask_opinions", By.OFFICER))
    with house(app):
        case = db.session.get_one(Case, number)
        first, last = sorted(case.reviews, key=lambda review: review.due_on)
        assert first.due_on < last.due_on, "the two offices rest on different days"
        [advice] = [move for move in moves_in(case) if move.review == last.id]
    act(app, number, advice)
    with house(app):
        assert db.session.get_one(Case, number).wakes_on == first.due_on + timedelta(days=1)


def test_a_case_that_cannot_be_moved_holds_up_no_other(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with house(app):
        late = {"wakes_on": today(), "due_on": today() - timedelta(days=1)}
        many_cases(app, 3, answers={}, **late)  # their answers are lost: the rules of the service fail
        many_cases(app, 3, answers=ANSWERS, **late)
        assert ring_due(limit=2) == 3, "it looks behind those in trouble"
        assert "could not move case" in caplog.text
