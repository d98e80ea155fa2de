"""An effect is tried before an officer takes its step, and nothing of the trial is left."""

import os
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from egov.catalogue import CaseFacts, Service, all_services
from egov.db import db, transaction
from egov.forms.fields import NumberField, TextField
from egov.forms.page import Page
from egov.notifications.models import OutboxRow
from egov.registers.models import RegisterRecord
from egov.registers.operations import change_register, keep_in_register, record_in_register
from egov.soundness.examination import examine, refuse_unsound
from egov.texts import _
from tests.prover.tables import added, row

Effect = Callable[[CaseFacts], Any]


class Extra(Page):
    title = _("Your dog")
    only_if = lambda answers: answers.get("size") == "large"  # noqa: E731
    teeth = NumberField(_("How tall is the dog?"), minimum=0, maximum=90)
    name_tag = TextField(_("Your dog"), optional=True)


def told(service: Service) -> list[str]:
    return [str(fault) for fault in examine(service, None).faults if "no text" not in fault.sentence]


def with_effect(effect: Effect, action: str = "approve") -> Service:
    dogs = all_services()["dog_licence"]
    return replace(dogs, pages=[*dogs.pages, Extra], effects={action: effect})


def keeps(**more: Any) -> Effect:
    return lambda case: keep_in_register("dogs", case.reference, {"name": case.answers["dog_name"]} | more)


def reads_what_nobody_asks(case: CaseFacts) -> None:
    keep_in_register("dogs", case.reference, {"name": case.answers["dogname"]})


def reads_what_is_hidden(case: CaseFacts) -> None:
    keep_in_register("dogs", case.reference, {"teeth": case.answers["teeth"]})


def divides(case: CaseFacts) -> None:
    keep_in_register("dogs", case.reference, {"share": 100 // case.answers.get("teeth", 1)})


def keeps_a_day(case: CaseFacts) -> None:
    keep_in_register("dogs", case.reference, {"since": case.on})


def keeps_once(case: CaseFacts) -> None:
    record_in_register("dogs", case.reference, {"name": "Rex"})


def changes_what_is_not_there(case: CaseFacts) -> None:
    change_register("dogs", case.reference, {"name": "Rex"})


def opens_its_own(_case: CaseFacts) -> None:
    with transaction():
        pass


def waits(case: CaseFacts) -> Any:
    yield case


STUMBLES: list[tuple[Effect, str]] = [
    (reads_what_nobody_asks, "the effect on 'approve' reads 'dogname', which no page asks."),
    (reads_what_is_hidden, "the effect on 'approve' reads 'teeth', which not everybody is asked."),
    (divides, "the effect on 'approve' fails where 'size' is 'large': ZeroDivisionError: integer division"),
    (lambda case: case.answers["size"] + 1, "the effect on 'approve' fails: TypeError"),
    (lambda case: case["reference"], "fails: TypeError: 'CaseFacts' object is not subscriptable. Correct this line."),  # type: ignore[index]
    (keeps_a_day, "TypeError: Object of type date is not JSON serializable. A register keeps words and whole numbers"),
    (changes_what_is_not_there, "Conflict: The register has no entry under DL-MADE-UP. Use keep_in_register"),
    (opens_its_own, "RuntimeError: A transaction is open already"),
    (waits, "the effect on 'approve' gives back <generator"),
    (lambda _case: keeps_a_day, "gives back <function keeps_a_day"),
]


@pytest.mark.parametrize(("effect", "sentence"), STUMBLES)
def test_what_an_effect_stumbles_over_is_told_with_its_line(app: Flask, effect: Effect, sentence: str) -> None:
    with app.app_context():
        found = told(with_effect(effect))
    assert [one for one in found if sentence in one and "test_effects_tried.py:" in one], found


def test_an_effect_that_works_is_no_finding(app: Flask) -> None:
    with app.app_context():
        assert not told(with_effect(keeps()))


def test_an_effect_is_tried_after_those_of_the_steps_before_it(app: Flask) -> None:
    with app.app_context():
        both = {"approve": keeps(), "revoke": changes_what_is_not_there}
        assert not told(replace(with_effect(print), effects=both))
        found = told(replace(with_effect(print), effects={"revoke": changes_what_is_not_there}))
    assert any("the effect on 'revoke' fails: Conflict" in one for one in found), found


def test_an_effect_whose_step_is_taken_again_is_tried_twice(app: Flask) -> None:
    with app.app_context():
        found = told(with_effect(keeps_once))
    assert any("fails when the step is taken again: Conflict: The register already has an" in one for one in found)


def only_large(facts: Any) -> bool:
    return bool(facts.answers["size"] == "large")


def test_an_effect_is_tried_only_with_answers_that_lead_to_its_step(app: Flask) -> None:
    with app.app_context():
        measure = row("measure", "assessment", "assessment", when=only_large)
        service = with_effect(reads_what_is_hidden, "measure")
        assert not told(replace(service, workflow=added(service.workflow, measure)))


def writes(_case: CaseFacts) -> None:
    Path("written.txt").write_text("x", encoding="utf-8")


def asks_the_network(_case: CaseFacts) -> None:
    urllib.request.urlopen("http://127.0.0.1:9/")


def connects(_case: CaseFacts) -> None:
    with socket.socket() as line:
        line.connect(("127.0.0.1", 9))


REACHING: list[tuple[Effect, str]] = [
    (writes, "write a file"),
    (asks_the_network, "speak to a network"),
    (connects, "speak to a network"),
    (lambda _case: subprocess.run(["true"], check=True), "start another program"),
    (lambda _case: os.system("true"), "start another program"),
    (lambda _case: os.mkdir("made"), "change a file"),
]


@pytest.mark.parametrize(("effect", "deed"), REACHING)
def test_nothing_reaches_out_while_it_is_tried(
    app: Flask, effect: Effect, deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    with app.app_context():
        found = told(with_effect(effect))
    assert any(f"it would {deed}, which nobody can take back" in one for one in found), found
    assert {path.name for path in tmp_path.iterdir()} - before <= {"demo.sqlite-wal", "demo.sqlite-shm"}
    writes(CaseFacts("", {}, date(2026, 1, 1)))  # afterwards everybody writes as before


def test_a_trial_leaves_nothing_in_the_database_and_sends_nothing(app: Flask) -> None:
    with app.app_context():
        assert not told(with_effect(keeps()))
        rows = [db.session.scalar(select(func.count()).select_from(table)) for table in (RegisterRecord, OutboxRow)]
        assert rows[0], "the application speaks to its own database again"
        assert db.session.scalar(select(RegisterRecord).filter_by(register="dogs")) is None
        assert rows[1] == 0


def test_an_effect_that_stumbles_keeps_no_house_from_starting(app: Flask) -> None:
    app.extensions["services"] |= {
        "dog_licence": replace(app.extensions["services"]["dog_licence"], effects={"approve": reads_what_nobody_asks})
    }
    refuse_unsound(app)
