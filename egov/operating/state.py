"""How much waits, and for how long nothing was heard: what the doctor and the figures both ask."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from egov.audit.log_state import waiting
from egov.audit.models import Entry
from egov.cases.models import Case
from egov.clock import clock, now
from egov.country.days import today
from egov.db import db
from egov.notifications.models import OutboxRow
from egov.operating.heartbeat import last_beat
from egov.tlog.errors import LogProblem

Figures = dict[str, tuple[str, float]]  # by name: what it is, and the figure


def last_backup() -> datetime | None:
    """When the last backup was made."""
    made = select(Entry.at).where(Entry.action == "backup_made").order_by(Entry.id.desc()).limit(1)
    return db.session.scalar(made)


def unheard_alarms() -> tuple[int, date | None]:
    """The cases whose alarm rang before today and was not heard: how many, and since when the oldest."""
    number, since = db.session.execute(
        select(func.count(), func.min(Case.wakes_on)).where(Case.wakes_on < today())
    ).one()
    return number, since


def silence_of_worker() -> timedelta | None:
    """How long ago a worker gave its last sign of life; None where none ever did."""
    beat = last_beat()
    return None if beat is None else now() - clock.offset - beat


def state() -> Figures:
    """All figures; without those of the database while it is away."""
    silence = silence_of_worker()
    figures: Figures = {}
    if silence is not None:
        figures["worker_silent_seconds"] = ("Since the last sign of life of a worker", silence.total_seconds())
    try:
        return figures | _in_database() | {"database_up": ("Whether the database answers", 1)}
    except SQLAlchemyError:
        db.session.rollback()
        return figures | {"database_up": ("Whether the database answers", 0)}


def _in_database() -> Figures:
    letters = db.session.scalar(select(func.count()).where(OutboxRow.sent_at.is_(None)))
    figures: Figures = {
        "letters_waiting": ("Letters, SMS and callbacks that were not sent yet", letters or 0),
        "alarms_unheard": ("Cases whose deadline passed and that nobody moved", unheard_alarms()[0]),
    }
    with suppress(LogProblem, OSError):  # the doctor says what is the matter with the log
        figures["entries_waiting"] = ("Entries that the public log does not have yet", waiting().number)
    made = last_backup()
    if made:
        figures["backup_age_seconds"] = ("Since the last backup", (now() - made).total_seconds())
    return figures
