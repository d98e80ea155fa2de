"""The rules of a service are tried with the answers that there are: on hidden pages, before any, and left out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from egov.catalogue import Service, all_services
from egov.country.pack import current_pack
from egov.forms.fields import NumberField
from egov.forms.page import Page
from egov.soundness.examination import examine
from egov.soundness.subjects import subject_of
from egov.texts import _
from tests.prover.tables import added, row, without
from workflows.engine import START, By, Facts
from workflows.prover.proof import prove


class Weight(Page):
    title = _("Your dog")
    weight = NumberField(_("How tall is the dog?"), minimum=1, maximum=90, optional=True)


def told(service: Service) -> str:
    return "\n".join(str(fault) for fault in examine(service, None).faults)


def hidden_unless(condition: Callable[[Any], bool]) -> list[type[Page]]:
    """The pages of the dog licence, and one more that only some see."""
    return [*all_services()["dog_licence"].pages, type("Weight", (Weight,), {"only_if": condition})]


def heavy(facts: Facts) -> bool:
    return facts.answers["weight"] > 40


def large_and_neutered(facts: Facts) -> bool:
    return facts.answers["size"] == "large" and facts.answers["neutered"] is True


def urgent(facts: Facts) -> bool:
    return facts.answers["urgent"] is True


def of_answers(answers: Any) -> bool:
    return answers["neutered"] is True


@pytest.mark.parametrize(
    ("condition", "fee", "sentence"),
    [
        (lambda a: a.get("size") == "large", lambda a, _on: a["weight"], "the fee reads 'weight', which not everybody"),
        (lambda a: a["size"] == "large", lambda _a, _on: 0, "page Weight reads 'size', which is not always answered"),
        (lambda a: a.get("size") > "m", lambda _a, _on: 0, "page Weight fails as long as nothing is answered: Type"),
        (lambda _a: True, lambda a, _on: int(a["weight"] > 4), "the fee fails where 'weight' is left out: TypeError"),
        (lambda a: a.get("size") == "large", lambda a, _on: 1 if a.get("weight") else 0, ""),
    ],
)
def test_a_rule_that_not_every_answer_fits_is_told(app: Flask, condition: Any, fee: Any, sentence: str) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        found = told(replace(dogs, pages=hidden_unless(condition), fee=fee))
        assert sentence in found if sentence else not found, found


@pytest.mark.parametrize(
    ("guard", "sentence"),
    [
        (urgent, "the condition of the step 'hurry' reads 'urgent', which no page asks."),
        (of_answers, "the condition of the step 'hurry' fails: TypeError: 'Facts' object is not subscriptable."),
        (heavy, "the condition of the step 'hurry' fails where 'weight' is left out"),
        (large_and_neutered, ""),
    ],
)
def test_a_condition_of_a_step_is_tried_too(app: Flask, guard: Any, sentence: str) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        hurry = row("hurry", "assessment", "issued", decides="approved", does="issue", when=guard)
        hurried = replace(dogs, pages=hidden_unless(lambda _a: True), workflow=added(dogs.workflow, hurry))
        found = [line for line in told(hurried).splitlines() if "has no text in the official language" not in line]
        assert any(sentence in line for line in found) if sentence else not any("hurry" in line for line in found)


def test_a_number_that_a_condition_compares_is_tried_at_both_ends(app: Flask) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        hurry = row("hurry", "assessment", "issued", decides="approved", does="issue", when=heavy)
        weighed = [*dogs.pages, type("Weight", (Weight,), {"weight": NumberField(_("Your dog"), maximum=90)})]
        hurried = replace(dogs, pages=weighed, workflow=added(dogs.workflow, hurry))
        assert prove(subject_of(hurried, current_pack())).is_sound


def test_who_owes_nothing_is_not_led_to_the_payment(app: Flask) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        submit = row("submit", START, "to_pay", by=By.APPLICANT, does="charge")
        spoilt = replace(dogs, workflow=added(without(dogs.workflow, "submit"), submit))
        assert "'submit' charges a fee that is 0 for some. Charge it only when=fee_due" in told(spoilt)
        assert "charges a fee that is 0" not in told(replace(spoilt, fee=lambda _answers, _on: 100))
