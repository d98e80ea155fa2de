"""The legal clock of a case: it runs, stands or has ended, as the workflow says, in the office's working days."""

from egov.cases.models import Case
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from workflows.engine import Clock


def move_clock(case: Case, clock: Clock, days: int) -> None:
    """Start, stop, continue or end the deadline. ``days`` are the working days the law gives in all."""
    calendar = current_pack().calendar_of(case.desk)
    day = today()
    if clock == Clock.RUNS and case.due_on is None:
        left = days if case.days_left is None else case.days_left
        case.due_on, case.days_left = calendar.add_working_days(day, left), None
    elif clock == Clock.STANDS and case.due_on is not None:
        case.days_left, case.due_on = max(0, calendar.working_days_between(day, case.due_on)), None
    elif clock == Clock.ENDED:
        case.due_on = case.days_left = None
        case.closed_at = now()
        case.held_at = None  # what has ended waits for no law
    if clock != Clock.ENDED:
        case.closed_at = None
    case.queue_date = case.due_on or day


def is_late(case: Case) -> bool:
    """Whether the deadline has passed."""
    return case.due_on is not None and case.due_on < today()
