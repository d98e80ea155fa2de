"""Whatever is written down is read in words, by a citizen and by an auditor."""

from itertools import chain

import pytest
from flask import Flask

from egov.audit.models import Entry
from egov.kit import (
    appealable,
    correctable,
    deemed_approved,
    deemed_refused,
    inspection,
    payment,
    permit,
    permit_with_second_officer,
    registration,
    renewable,
    with_opinions,
    with_publication,
)
from egov.oversight.words import action_in_words
from egov.texts import is_translated
from tests.audit.recorded import recorded
from workflows.engine import Workflow

TABLES = [permit, permit_with_second_officer, registration, inspection, payment]
WITH_CLAUSES = [
    *map(appealable, (permit, registration, inspection)), renewable(permit), renewable(permit_with_second_officer),
    *map(correctable, (permit, registration, inspection)), with_publication(permit, days=14), with_opinions(permit),
    *(silence(with_opinions(permit)) for silence in (deemed_approved, deemed_refused)),
]  # fmt: skip


def test_the_codes_of_deeds_are_found_in_the_source() -> None:
    assert {"locked", "sign_in_failed", "emergency_access", "case_claimed", "certificate_renewed", "fee_cancelled",
            "demo_prepared", "hold_ended", "access_list_checked"} <= recorded()  # fmt: skip


@pytest.mark.parametrize("code", sorted(recorded()))
def test_every_deed_is_told_in_words(app: Flask, code: str) -> None:
    with app.app_context():
        assert action_in_words(Entry(action=code)) != code


@pytest.mark.parametrize("table", [*TABLES, *WITH_CLAUSES], ids=lambda table: table.name)
def test_every_step_of_a_standard_table_is_told_in_words(app: Flask, table: Workflow) -> None:
    codes = {f"step_{step.action}" for step in table.steps}
    with app.app_context():
        words = {code: action_in_words(Entry(action=code)) for code in codes}
    assert not [code for code, said in words.items() if said == code]
    assert all(is_translated(step.done, "ar") for step in chain(table.steps))
