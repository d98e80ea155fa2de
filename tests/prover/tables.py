"""Small changes to the standard tables: each makes one fault."""

from dataclasses import replace
from typing import Any

from workflows.clauses import appealable, with_opinions
from workflows.engine import Alarm, By, Since, State, Step, Workflow
from workflows.permit import permit

ADVISED = with_opinions(permit)
APPEALABLE = appealable(permit)


def row(action: str, source: str, target: str, **more: Any) -> Step:
    """A row by an officer, in words made from its action."""
    label = action.replace("_", " ").capitalize()
    return Step(**{"action": action, "sources": (source,), "target": target, "by": By.OFFICER, "label": label,
                   "done": f"{label} done", **more})  # fmt: skip


def rings(action: str, source: str, target: str, days: int, **more: Any) -> Step:
    """A row by the clock, so many days after the case came to its state."""
    since, working = more.pop("since", Since.ENTRY), more.pop("working", False)
    return row(action, source, target, by=By.CLOCK, alarm=Alarm(since, days, working), **more)


def place(code: str, **more: Any) -> State:
    """A state that waits for an officer, in words made from its code."""
    label = code.replace("_", " ").capitalize()
    return State(**{"code": code, "label": label, "for_applicant": f"{label}.", "waits_for": By.OFFICER, **more})


def added(table: Workflow, *steps: Step, states: tuple[State, ...] = ()) -> Workflow:
    """The table with more rows and states."""
    return replace(table, steps=(*table.steps, *steps), states=(*table.states, *states))


def without(table: Workflow, *actions: str, source: str = "") -> Workflow:
    """The table without some rows; with ``source``, only without those that begin there alone."""

    def goes(step: Step) -> bool:
        return step.action in actions and source in ("", *step.sources)

    return replace(table, steps=tuple(step for step in table.steps if not goes(step)))


def changed(table: Workflow, action: str, **changes: Any) -> Workflow:
    """The table with something else in the rows of one action."""
    rows = tuple(replace(step, **changes) if step.action == action else step for step in table.steps)
    return replace(table, steps=rows)


def restated(table: Workflow, code: str, **changes: Any) -> Workflow:
    """The table with something else in one state."""
    return replace(table, states=tuple(replace(s, **changes) if s.code == code else s for s in table.states))
