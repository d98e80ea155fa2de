"""A workflow as data and back: so that the table a case was promised outlives the next change of it."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from workflows.engine import Alarm, By, Clock, Guard, Since, State, Step, Workflow

GuardNamed = Callable[[str], Guard]
Record = dict[str, Any]


def as_record(workflow: Workflow) -> Record:
    """The table as JSON. What stands at its default is left out, so that a new column changes no old table.

    Raises ValueError for a guard without a name of its own: it could not be found again.
    """
    return {
        "name": workflow.name,
        "states": [_row(state) for state in workflow.states],
        "steps": [_row(step) for step in workflow.steps],
    }


def from_record(record: Mapping[str, Any], guard_named: GuardNamed) -> Workflow:
    """The table that ``as_record`` wrote; ``guard_named`` finds a guard by ``module:name``."""
    return Workflow(
        record["name"],
        tuple(_state(row) for row in record["states"]),
        tuple(_step(row, guard_named) for row in record["steps"]),
    )


def guard_name(guard: Guard) -> str:
    """Where a guard is found again: ``workflows.guards:fee_due``. Raises ValueError for one without a name."""
    if "<" in guard.__qualname__ or "." in guard.__qualname__:
        raise ValueError(f"the guard {guard.__qualname__} of {guard.__module__} must be a function with a name")
    return f"{guard.__module__}:{guard.__qualname__}"


def _row(row: State | Step | Alarm) -> Record:
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row) if not _is_default(row, field)}


def _is_default(row: State | Step | Alarm, field: Field[Any]) -> bool:
    return field.default is not MISSING and getattr(row, field.name) == field.default


def _plain(value: Any) -> Any:
    if isinstance(value, Alarm):
        return _row(value)
    if isinstance(value, tuple):
        return list(value)
    return guard_name(value) if callable(value) else value


def _state(row: Record) -> State:
    waits_for = row["waits_for"] and By(row["waits_for"])
    return State(**{**row, "waits_for": waits_for, "clock": Clock(row.get("clock", Clock.RUNS))})


def _step(row: Record, guard_named: GuardNamed) -> Step:
    known: Record = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    if "when" in row:
        known["when"] = guard_named(row["when"])
    if "alarm" in row:
        known["alarm"] = Alarm(**{**row["alarm"], "since": Since(row["alarm"]["since"])})
    known["by"] = By(row["by"])
    return Step(**known)
