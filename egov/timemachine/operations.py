"""Moving the clock of a demonstration forward; everything that rings on the way rings on its own day."""

from datetime import date, timedelta

from sqlalchemy import func, select

from egov.audit.operations import AUDITING, About, Actor, record
from egov.cases.clockwork import ring_due
from egov.cases.models import Case
from egov.clock import clock
from egov.columns import table_of
from egov.country.days import today
from egov.db import db, transaction
from egov.errors import BadInput
from egov.identity.models import Installation
from egov.publishing.crossing import bring_into_force, next_day_of_effect
from egov.texts import _

FARTHEST = 1500  # days in one journey
MOST_STOPS = 2000
INSTALLATION = table_of(Installation)
DAYS_AHEAD = select(INSTALLATION.c.days_ahead).where(INSTALLATION.c.demo)


def set_clock() -> None:
    """Show the time that was travelled to, in this process too."""
    days = db.session.scalar(DAYS_AHEAD) or 0
    if clock.offset.days != days:
        clock.offset = timedelta(days=days)


def next_alarm() -> date | None:
    """The next day on which the clock moves some case, or an edition of the rules comes into force."""
    days = (db.session.scalar(select(func.min(Case.wakes_on))), next_day_of_effect())
    return min((day for day in days if day), default=None)


def travel(days: int, actor: Actor) -> int:
    """Go forward by some days, stopping on each day on which something rings; how many steps the clock took."""
    if not 1 <= days <= FARTHEST:
        raise BadInput(_("Choose from 1 to %(most)s days. Time does not run backwards.", most=FARTHEST))
    goal, steps = today() + timedelta(days=days), 0
    for _stop in range(MOST_STOPS):
        ring = next_alarm()
        if ring is None or ring > goal:
            break
        _go_to(max(ring, today()), actor)
        bring_into_force()
        steps += ring_due()
    _go_to(goal, actor)
    return steps


def _go_to(day: date, actor: Actor) -> None:
    ahead = (day - today()).days
    if ahead > 0:
        with transaction():
            row = db.session.scalars(select(Installation)).one()
            row.days_ahead += ahead
            record(actor, "time_travelled", About(), purpose=AUDITING, details={"to": day.isoformat()})
        set_clock()
