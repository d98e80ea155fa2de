"""When the clock acts: pure functions of the table and of the days that matter to a case."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.engine import Alarm, By, Facts, Since, Step, Workflow, steps_from

AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True)
class Days:
    """The days of a case from which alarms count; None where there is no such day now."""

    entry: date
    deadline: date | None = None
    opinions: date | None = None
    validity: date | None = None
    next_opinion: date | None = None


@dataclass(frozen=True)
class Ring:
    """The step that the clock takes next, and on which day."""

    day: date
    step: Step


def day_of(alarm: Alarm, days: Days, add_working_days: AddWorkingDays) -> date | None:
    """The day on which an alarm rings, None where the day it counts from is not known."""
    origins = {
        Since.ENTRY: days.entry,
        Since.DEADLINE: days.deadline,
        Since.OPINIONS: days.opinions,
        Since.VALIDITY: days.validity,
        Since.NEXT_OPINION: days.next_opinion,
    }
    origin = origins[alarm.since]
    if origin is None:
        return None
    return add_working_days(origin, alarm.days) if alarm.working else origin + timedelta(days=alarm.days)


def next_ring(
    workflow: Workflow, state: str, facts: Facts, days: Days, *, rung: Collection[str], add_working_days: AddWorkingDays
) -> Ring | None:
    """The first alarm of the state that has not rung in this stay; of two on one day, the one higher in the table."""
    rings = []
    for step in steps_from(workflow, state, By.CLOCK, facts):
        day = day_of(step.alarm, days, add_working_days) if step.alarm else None
        if step.alarm and day is not None and (step.action not in rung or step.alarm.rings_again):
            rings.append(Ring(day, step))
    return min(rings, key=lambda ring: ring.day, default=None)
