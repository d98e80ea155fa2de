"""No case is moved to where only a step leads: to an end that nobody has decided, or to a payment that nobody asks."""

from dataclasses import replace

import pytest
from flask import Flask

from egov.cases.moving import Standing
from egov.editions.operations import service_in_force
from egov.publishing.judging import Crossing, Fate, Judge
from tests.cli.copies import Copy
from tests.publishing.town import MAPPED, publish, running_cases, stands
from workflows.clauses import with_publication

MOVE = ("--yes", "--policy", "move", *MAPPED[2:])


@pytest.mark.parametrize(("state", "label"), [("issued", "Issued"), ("to_pay", "Waiting for payment")])
def test_a_case_is_not_moved_to_an_end_or_to_a_payment(app: Flask, ministry: Copy, state: str, label: str) -> None:
    running_cases(app, 24)
    before = {reference: stand for reference, stand in stands(app).items() if stand.state == "second_look"}
    assert before
    told = publish(ministry, *MOVE, "--state", f"second_look={state}")
    assert f"No case is moved to “{label}”: only a step leads there." in told
    after = stands(app)
    assert {reference: after[reference] for reference in before} == before


def test_who_reads_a_published_case_is_not_told_that_it_was_decided(app: Flask) -> None:
    with app.app_context():
        service = service_in_force("building_permit")
        law = replace(service, workflow=with_publication(service.workflow, days=14))
        verdict = Judge(law, law, Crossing(), same_otherwise=True).verdict(Standing("published", {}))
    assert (verdict.fate, str(verdict.why)) == (Fate.FINISHES, "It was published under its own edition.")
