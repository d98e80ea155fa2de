"""The alarm clock of a case: on which day the clock takes its next step."""

from collections.abc import Collection

from egov.cases.models import Case
from egov.country.pack import current_pack
from workflows.alarms import Days, Ring, next_ring
from workflows.engine import STAY, Facts, Workflow


def set_alarm(case: Case, workflow: Workflow, facts: Facts) -> None:
    """Set ``wakes_on`` from the table; one index over it finds all that ring, however many cases sleep."""
    ring = _next_ring(case, workflow, facts, rung_in_this_stay(case))
    case.wakes_on = ring.day if ring else None


def end_of_waiting(case: Case, workflow: Workflow, facts: Facts) -> Ring | None:
    """The step by which the clock takes the case out of its state, and its day; None where it waits as it is."""
    reminders = {step.action for step in workflow.steps if step.target == STAY}
    return _next_ring(case, workflow, facts, reminders)


def _next_ring(case: Case, workflow: Workflow, facts: Facts, rung: Collection[str]) -> Ring | None:
    """None while the case is held, too."""
    if case.held_at:
        return None
    calendar = current_pack().calendar_of(case.desk)
    return next_ring(
        workflow, case.state, facts, days_of(case), rung=rung, add_working_days=calendar.add_working_days
    )  # fmt: skip


def days_of(case: Case) -> Days:
    """The days of the case from which alarms count."""
    out = [review.due_on for review in case.reviews if review.is_out]
    return Days(case.entered_on, case.due_on, max(out, default=None), case.valid_until, min(out, default=None))


def rung_in_this_stay(case: Case) -> set[str]:
    """The actions taken since the case came to its state."""
    rung: set[str] = set()
    for step in reversed(case.steps):
        if step.source != step.target:
            break
        rung.add(step.action)
    return rung
