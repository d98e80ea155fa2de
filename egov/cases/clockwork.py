"""The clock takes its steps: reminders, lapses, silence, expiry. One indexed query finds what rings."""

import logging

from sqlalchemy import select, tuple_

from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.cases.alarms import days_of, rung_in_this_stay, set_alarm
from egov.cases.models import Case
from egov.cases.steps import Taken, facts_of, take_step, workflow_of
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db, transaction
from workflows.alarms import next_ring
from workflows.engine import By

AT_ONCE = 100

log = logging.getLogger(__name__)


def ring_due(limit: int = AT_ONCE) -> int:
    """Take the steps that are due by today, the oldest first, each in a transaction of its own; how many there were.

    A case that cannot be moved holds up no other: the next ones are looked for behind it.
    """
    due = select(Case.wakes_on, Case.id).where(Case.wakes_on <= today()).order_by(Case.wakes_on, Case.id).limit(limit)
    found, rung = db.session.execute(due).all(), 0
    while found:
        rung += sum(_is_rung(number) for _day, number in found)
        if rung >= limit or len(found) < limit:
            break
        found = db.session.execute(due.where(tuple_(Case.wakes_on, Case.id) > tuple_(*found[-1]))).all()
    return rung


def _is_rung(number: int) -> bool:
    """Whether all went well with a case. What went wrong is logged, and tried again at the next look."""
    try:
        with transaction():
            _ring(number)
    except Exception:  # Whatever the rules of one service raise, the cases of all others go on.
        log.exception("the clock could not move case %s; it tries again", number)
        return False
    return True


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
        record(SYSTEM, "alarm_set_anew", About(case.applicant_id, case.reference), purpose=DECIDING)
