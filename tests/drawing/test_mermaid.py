"""The Mermaid text is read by a grammar of ours, and the table that comes out is the one that went in."""

import re

import pytest

from tests.drawing.cast import WORKFLOWS, in_english
from workflows.drawing.mermaid import mermaid_of
from workflows.engine import START, Workflow

STATE = re.compile(r'    state "([^":;#]+)" as (\w+)')
ARROW = re.compile(r"    (\[\*\]|\w+) --> (\[\*\]|\w+)(?:: ([^:;#\"]+))?")


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_states_and_steps_come_back_from_the_text(workflow: Workflow) -> None:
    head, direction, *lines = mermaid_of(workflow, in_english).splitlines()
    assert (head, direction) == ("stateDiagram-v2", "    direction TB")
    states = {found[2]: found[1] for line in lines if (found := STATE.fullmatch(line))}
    arrows = [found.groups() for line in lines if (found := ARROW.fullmatch(line))]
    assert len(states) + len(arrows) == len(lines), "a line is neither a state nor an arrow"
    assert states == {state.code: state.label for state in workflow.states}
    moves = {(s if s != START else "[*]", step.leads_to(s)) for step in workflow.steps for s in step.sources}
    assert {(source, target) for source, target, _label in arrows if target != "[*]"} == moves
    left = {source for step in workflow.steps for source in step.sources}
    assert {source for source, target, _label in arrows if target == "[*]"} == set(states) - left


def test_the_diagram_can_run_from_the_right() -> None:
    assert "direction RL" in mermaid_of(WORKFLOWS["dog_licence"], in_english, right_to_left=True)


def test_an_arrow_says_who_and_when() -> None:
    text = mermaid_of(WORKFLOWS["dog_licence"], in_english)
    assert "to_pay --> lapsed: After 30 days – Lapse unpaid" in text
    assert "[*] --> to_pay: Applicant – Submit (if a fee is due)" in text
