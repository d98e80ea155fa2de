"""Rules are tried with several answers to each question: those that they compare with, the ends, and those left out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from wtforms.validators import ValidationError

from egov.catalogue import Service, all_services
from egov.country.pack import current_pack
from egov.forms.dates import DateField
from egov.forms.fields import ChoicesField, NumberField, TextField
from egov.forms.page import Page
from egov.forms.people import PersonField
from egov.forms.places import AddressField
from egov.soundness.examination import examine
from egov.soundness.literals import literals_near
from egov.soundness.subjects import subject_of
from egov.texts import _
from tests.prover.tables import added, row, without
from workflows.engine import START, By, Facts
from workflows.prover.proof import prove

Rule = Callable[..., Any]
PROTECTED = ("dragon", "griffin")


class Beast(Page):
    title = _("Your dog")
    kind = TextField(_("Your dog"), longest=10)
    nick = TextField(_("Your dog"), optional=True)
    legs = NumberField(_("How tall is the dog?"), minimum=0, maximum=90)
    found = DateField(_("Date"))
    uses = ChoicesField(_("Date"), choices=[("guard", _("Date")), ("hunt", _("Date"))])
    owner = PersonField(_("Date"))
    home = AddressField(_("Date"))

    def validate_found(self, field: Any) -> None:
        if field.data and field.data > date(2100, 1, 1):
            raise ValidationError("Not yet")


class Numbered(Page):
    title = _("Your dog")
    number = TextField(_("Your dog"))

    def validate_number(self, field: Any) -> None:
        if not field.data.isdigit():
            raise ValidationError("Figures only")


def beasts(**changes: Any) -> Service:
    dogs = all_services()["dog_licence"]
    return replace(dogs, pages=[*dogs.pages, Beast], **changes)


def told(service: Service) -> list[str]:
    return [str(fault) for fault in examine(service, None).faults if "no text in the official" not in fault.sentence]


def is_protected(answers: Any) -> bool:
    return answers["kind"] in PROTECTED


def of_dragons(answers: Any, _on: date) -> int:
    return 100 // (0 if is_protected(answers) else 1)


def of_legs(answers: Any, _on: date) -> int:
    return 100 // (answers["legs"] - 4 if answers["legs"] < 5 else 1)


def of_age(answers: Any, on: date) -> int:
    return {0: 100, 1: 200}[(on - answers["found"]).days // 36525]


def of_number(answers: Any, _on: date) -> int:
    return int(answers["number"])


FEES: list[tuple[Rule, str]] = [
    (of_dragons, "the fee fails where 'kind' is 'dragon': ZeroDivisionError"),
    (of_legs, "the fee fails where 'legs' is 4: ZeroDivisionError"),
    (lambda a, _on: 100 + len(a["nick"]), "the fee fails where 'nick' is left out: TypeError"),
    (lambda a, _on: {"1 Mill Road": 100}[a["home"]["line"]], ""),
    (lambda a, _on: 0 if a["owner"]["checked"].year else 1, "the fee fails where 'owner' is {"),
    (lambda a, _on: 100 if a["uses"][0] == "guard" else a["uses"][9], "the fee fails where 'uses' is ['hunt']: Index"),
    (of_age, "the fee fails"),  # a date of ten years from now is taken by the page
]


@pytest.mark.parametrize(("fee", "sentence"), FEES)
def test_a_fee_is_tried_with_each_answer_that_its_page_takes(app: Flask, fee: Rule, sentence: str) -> None:
    with app.app_context():
        found = told(beasts(fee=fee))
    assert any(sentence in one and "test_answers_tried.py:" in one for one in found) if sentence else not found, found


def test_what_a_page_refuses_by_itself_is_not_tried(app: Flask) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        assert not told(replace(dogs, pages=[*dogs.pages, Numbered], fee=of_number))


def test_a_check_of_a_page_that_fails_is_told(app: Flask) -> None:
    with app.app_context():
        broken = type("Broken", (Beast,), {"validate_legs": lambda _page, field: 1 // (field.data - 90)})
        found = told(replace(beasts(), pages=[broken]))
    assert any("a check of the page Broken fails where 'legs' is 90: ZeroDivisionError" in one for one in found)


def of_griffins(facts: Facts) -> bool:
    return facts.answers["kind"] == "griffin" and facts.answers["legs"] == 6


def early(facts: Facts) -> bool:
    return facts.answers["found"] < date(2000, 1, 1) and "hunt" in facts.answers["uses"]


def at_home(facts: Facts) -> bool:
    return bool(facts.answers["home"]["line"]) and facts.answers["owner"]["checked"] is None


@pytest.mark.parametrize("guard", [of_griffins, early, at_home])
def test_a_condition_of_a_step_is_tried_with_what_it_compares(app: Flask, guard: Rule) -> None:
    with app.app_context():
        hurry = row("hurry", "assessment", "issued", decides="approved", does="issue", when=guard)
        table = added(all_services()["dog_licence"].workflow, hurry)
        assert prove(subject_of(beasts(workflow=table), current_pack())).is_sound


def test_a_condition_that_no_answer_fits_is_told_as_a_step_that_never_fires(app: Flask) -> None:
    with app.app_context():
        hurry = row(
            "hurry",
            "assessment",
            "issued",
            decides="approved",
            does="issue",
            when=lambda f: f.answers["kind"] == "unicornunicorn",
        )
        table = added(all_services()["dog_licence"].workflow, hurry)
        found = told(beasts(workflow=table))
    assert any("'hurry' can never be taken" in one or "its condition never holds" in one for one in found), found


def test_the_literals_are_those_of_functions_that_speak_of_the_answer() -> None:
    assert literals_near("kind", [of_dragons]) == ["dragon", "griffin"]
    assert literals_near("legs", [of_legs, of_dragons]) == [100, 5, 4, 1]


RESULTS: list[tuple[dict[str, Any], str]] = [
    ({"one_case_for": lambda answers: answers["legs"]}, "one_case_for is 0: give words"),
    ({"holder": lambda answers: answers["home"]}, "the holder of the certificate is {'line': '1 Mill Road'"),
]


@pytest.mark.parametrize(("parts", "sentence"), RESULTS)
def test_a_name_that_is_no_text_is_told(app: Flask, parts: dict[str, Any], sentence: str) -> None:
    with app.app_context():
        paper = all_services()["dog_licence"].certificate
        assert paper
        given = {"certificate": replace(paper, **parts)} if "holder" in parts else parts
        assert any(sentence in one for one in told(beasts(**given)))


def forgot_to_return(answers: Any) -> None:
    answers.get("size")


def test_a_condition_that_returns_nothing_is_told(app: Flask) -> None:
    with app.app_context():
        hidden = type("Hidden", (Beast,), {"only_if": forgot_to_return})
        found = told(replace(beasts(), pages=[*all_services()["dog_licence"].pages, hidden]))
    assert any("only_if of the page Hidden gives neither True nor False: write return" in one for one in found)


def test_a_charge_of_nothing_later_than_at_the_submission_is_told(app: Flask) -> None:
    with app.app_context():
        dogs = all_services()["dog_licence"]
        bill = row("bill", "assessment", "to_pay", does="charge")
        table = added(without(dogs.workflow, "submit"), row("submit", START, "assessment", by=By.APPLICANT), bill)
        found = told(replace(dogs, workflow=table))
        assert any("'bill' charges a fee that is 0 for some. Charge it only when=fee_due" in one for one in found)
        always = told(replace(dogs, workflow=table, fee=lambda _answers, _on: 100))
    assert not any("a fee that is 0" in one for one in always)


def test_the_end_of_a_rule_on_days_is_tried(app: Flask) -> None:
    with app.app_context():
        hurry = row(
            "hurry",
            "assessment",
            "issued",
            decides="approved",
            does="issue",
            when=lambda f: f.answers["found"] + timedelta(days=9) < date(2026, 1, 1),
        )
        assert prove(
            subject_of(beasts(workflow=added(all_services()["dog_licence"].workflow, hurry)), current_pack())
        ).is_sound
