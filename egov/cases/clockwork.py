"""The clock takes its steps: reminders, lapses, silence, expiry. One indexed query finds what rings."""

import logging

from sqlalchemy import select

from egov.cases.alarms import days_of, rung_in_this_stay, set_alarm
from egov.cases.deadlines import today
from egov.cases.models import Case
from egov.cases.steps import Taken, facts_of, take_step, workflow_of
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.errors import Problem
from workflows.alarms import next_ring
from workflows.engine import By

AT_ONCE = 100

log = logging.getLogger(__name__)


def ring_due(limit: int = AT_ONCE) -> int:
    """Take the steps that are due by today, the oldest first, each in a transaction of its own; how many there were."""
    due = select(Case.id).where(Case.wakes_on <= today()).order_by(Case.wakes_on, Case.id).limit(limit)
    numbers = list(db.session.scalars(due))
    for number in numbers:
        try:
            with transaction():
                _ring(number)
        except Problem:
            log.exception("the clock could not move case %s; it tries again", number)
    return len(numbers)


def _ring(number: int) -> None:
    """Take the next clock step of a case, if it is still due: an officer may have been faster."""
    query = select(Case).where(Case.id == number).with_for_update(of=Case, skip_locked=True)
    case = db.session.scalars(query).unique().one_or_none()
    if case is None:
        return
    workflow, facts = workflow_of(case), facts_of(case)
    add = current_pack().calendar_of(case.desk).add_working_days
    ring = next_ring(workflow, case.state, facts, days_of(case), rung=rung_in_this_stay(case), add_working_days=add)
    if ring and ring.day <= today():
        take_step(case, ring.step.action, Taken(By.CLOCK))
    else:
        set_alarm(case, workflow, facts)
