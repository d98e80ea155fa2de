"""A workflow as data: every table comes back as it was written."""

import json
from dataclasses import replace
from importlib import import_module

import pytest

from egov.catalogue import load_services
from workflows.clauses import (
    Silence,
    appealable,
    deemed_approved,
    deemed_refused,
    with_opinions,
    with_publication,
)
from workflows.engine import STAY, Alarm, By, Facts, Guard, Since, Step, Workflow
from workflows.guards import two_opinions_in
from workflows.payment import payment
from workflows.permit import permit, permit_with_second_officer
from workflows.record import as_record, from_record, guard_name
from workflows.registration import registration
from workflows.renewal import renewable

TABLES = {
    "permit": permit,
    "permit_with_second_officer": permit_with_second_officer,
    "registration": registration,
    "payment": payment,
    "renewable": renewable(permit),
    "appealable": appealable(permit),
    "approved_by_silence": deemed_approved(with_opinions(permit, enough=two_opinions_in, silence=Silence.CONSENT)),
    "refused_by_silence": deemed_refused(with_publication(permit, days=14)),
    **{name: service.workflow for name, service in load_services().items()},
}


def named(name: str) -> Guard:
    module, _colon, function = name.partition(":")
    guard: Guard = getattr(import_module(module), function)
    return guard


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_from_its_json_as_it_was(name: str) -> None:
    written = json.loads(json.dumps(as_record(TABLES[name])))
    back = from_record(written, named)
    assert back == TABLES[name]
    assert all(type(step.by) is By and type(step.sources) is tuple for step in back.steps)
    assert as_record(back) == written


def test_what_stands_at_its_default_is_left_out() -> None:
    step = next(row for row in as_record(permit)["steps"] if row["action"] == "approve")
    assert step.keys() == {"action", "sources", "target", "by", "label", "done", "decides", "does"}


def test_a_guard_is_kept_by_its_name() -> None:
    assert guard_name(two_opinions_in) == "workflows.guards:two_opinions_in"
    guarded = [row["when"] for row in as_record(with_opinions(permit))["steps"] if "when" in row]
    assert "workflows.guards:all_opinions_in" in guarded


def _local() -> Guard:
    def inside(facts: Facts) -> bool:
        return facts.fee_due

    return inside


class _Rules:
    def method(self, facts: Facts) -> bool:
        return facts.fee_due


@pytest.mark.parametrize(
    "guard", [lambda facts: facts.fee_due, _local(), _Rules().method], ids=["lambda", "local", "method"]
)
def test_a_guard_that_cannot_be_found_again_is_refused(guard: Guard) -> None:
    with pytest.raises(ValueError, match="must be a function with a name"):
        as_record(_with(replace(_a_step(), when=guard)))


def test_an_alarm_keeps_its_kind_and_its_days() -> None:
    rung = replace(_a_step(), by=By.CLOCK, alarm=Alarm(Since.OPINIONS, -3, working=True), target=STAY)
    back = from_record(json.loads(json.dumps(as_record(_with(rung)))), named).steps[-1]
    assert back.alarm == rung.alarm
    assert back.alarm is not None
    assert back.alarm.since is Since.OPINIONS


@pytest.mark.parametrize(
    "difference",
    [
        {"label": "Grant"},
        {"done": "Granted"},
        {"needs_reason": True},
        {"never_by": ("submit",)},
        {"decides": "refused"},
        {"does": "revoke"},
        {"restarts": True},
        {"sources": ("more_info",)},
        {"target": "refused"},
        {"by": By.APPEAL},
        {"when": two_opinions_in},
        {"alarm": Alarm(Since.ENTRY, 1)},
    ],
    ids=lambda difference: next(iter(difference)),
)
def test_every_part_of_a_step_is_written_down(difference: dict[str, object]) -> None:
    assert as_record(_with(replace(_a_step(), **difference))) != as_record(_with(_a_step()))  # type: ignore[arg-type]


def _a_step() -> Step:
    return next(step for step in permit.steps if step.action == "approve")


def _with(step: Step) -> Workflow:
    return permit.changed("permit", without=("approve",), steps=(step,))
