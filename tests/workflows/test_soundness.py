"""Each kind of fault that a table can have is found and named."""

from dataclasses import replace

import pytest

from workflows.engine import STAY, Alarm, By, Clock, Since, State, Step, Workflow
from workflows.permit import permit
from workflows.soundness import faults

NOWHERE = State("nowhere", "Nowhere", "Nobody knows.", By.OFFICER)


def permit_with(*steps: Step, states: tuple[State, ...] = (), without: tuple[str, ...] = ()) -> Workflow:
    return permit.changed("a faulty permit", without=without, states=states, steps=steps)


def step(action: str, source: str, target: str, **more: object) -> Step:
    return replace(Step(action, (source,), target, By.OFFICER, action, action), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (permit_with(states=(permit.states[1],)), "state 'assessment' is listed twice"),
        (permit_with(step("lose", "assessment", "lost")), "step 'lose' names a state 'lost'"),
        (permit_with(step("find", "lost", "assessment")), "step 'find' names a state 'lost'"),
        (permit_with(step("bake", "assessment", "issued", does="cake")), "does 'cake', which nobody can do"),
        (permit_with(step("seal", "assessment", "issued", never_by=("sign",))), "bars who did 'sign'"),
        (permit_with(step("nap", "assessment", "issued", by=By.CLOCK)), "step 'nap' must have an alarm"),
        (permit_with(step("nap", "assessment", STAY, alarm=Alarm(Since.ENTRY, 1))), "only if, the clock takes it"),
        (permit_with(states=(NOWHERE,)), "no case can ever come to state 'nowhere'"),
        (permit_with(step("lose", "assessment", "nowhere"), states=(NOWHERE,)), "'nowhere' can never be closed"),
        (permit_with(step("deny", "assessment", "refused", decides="refused")), "step 'deny' refuses without a reason"),
    ],
)
def test_a_fault_is_found_and_named(table: Workflow, sentence: str) -> None:
    found = faults(table)
    assert any(sentence in fault for fault in found), found


def test_a_table_without_an_end_is_found() -> None:
    endless = replace(permit, states=tuple(replace(s, clock=Clock.RUNS) for s in permit.states))
    assert "a case in state 'assessment' can never be closed" in faults(endless)


def test_all_faults_of_a_table_are_told_at_once() -> None:
    table = permit_with(step("lose", "assessment", "lost"), step("bake", "oven", "issued", does="cake"))
    assert len(faults(table)) == 3
