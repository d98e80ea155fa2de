"""A rule of a ministry that makes no amount of some answers: nothing is booked, and no answer is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.cases.models import Case, Draft
from egov.db import db
from tests.support.visitor import Visitor

REX = {"dog_name": "Rex", "size": "small", "neutered": "no", "guide_dog": "no"}
NOT_NOW = "The fee cannot be worked out at the moment. Your answers are kept. We were told."


def costing(app: Flask, odd: Any) -> None:
    """Let dog licences cost 30.00, and something odd for a dog of one name, as no made-up answer finds out."""

    def fee(answers: Mapping[str, Any], _on: date) -> Any:
        return odd if answers["dog_name"] == "Rex" else 3000

    services = app.extensions["services"]
    app.extensions["services"] = services | {"dog_licence": replace(services["dog_licence"], fee=fee)}


@pytest.mark.parametrize("odd", [3000.0, -500, True, None])
def test_a_fee_that_is_no_amount_stops_the_application_and_keeps_the_answers(app: Flask, odd: Any) -> None:
    costing(app, odd)
    amina = Visitor(app).sign_in("amina").open("/services/dog_licence").press("Start now")
    amina.press("Continue", **REX)
    amina.press("Continue", 503, address__line="1 Quay", address__area="XM-HA-02").has(NOT_NOW)
    token = amina.open("/account").token()
    with app.app_context():
        number = db.session.scalars(select(Draft.id)).one()
    amina.post(f"/drafts/{number}/check-your-answers", token, 503).has(NOT_NOW)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0
        assert db.session.scalars(select(Draft)).one().answers["dog_name"] == "Rex"
    costing(app, 1500)
    amina.open(f"/drafts/{number}").has("The fee is Cr 15.00", "Rex").press("Send").has("Your reference")
