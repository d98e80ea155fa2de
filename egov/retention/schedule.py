"""Which cases have been kept for as long as the law of their edition says."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, func, or_, select

from egov.cases.disposed import IS_THERE
from egov.cases.models import Case, Correction
from egov.catalogue import all_services
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.documents.operations import months_after
from egov.editions.models import Edition
from egov.editions.operations import service_of_edition
from egov.errors import Unavailable
from egov.payments.models import Attempt, AttemptStatus, Charge

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """Cases of a service under an edition (0: from before there was one) are kept for so many years after their end."""

    service: str
    edition_id: int | None
    number: int
    years: int

    @property
    def before(self) -> date:
        """What ended before this day has been kept for long enough."""
        return months_after(today(), -12 * self.years)


def rules() -> Iterator[Rule]:
    """The rule of each edition that can be opened, and of each service for cases that follow none."""
    for edition in db.session.scalars(select(Edition).order_by(Edition.service, Edition.number)).all():
        try:
            years = service_of_edition(edition.id).retention_years
        except Unavailable:
            log.warning("edition %s of %s cannot be opened: its cases are kept", edition.number, edition.service)
            continue
        yield Rule(edition.service, edition.id, edition.number, years)
    yield from (Rule(name, None, 0, service.retention_years) for name, service in all_services().items())


def count_due(rule: Rule) -> int:
    """How many cases are due by the rule."""
    return db.session.scalar(select(func.count()).select_from(Case).where(*_is_due(rule))) or 0


def count_kept(rule: Rule) -> int:
    """How many cases have ended under the rule, and are there as they were."""
    return db.session.scalar(select(func.count()).select_from(Case).where(*_is_kept(rule))) or 0


def due(rule: Rule, after: int, most: int) -> list[int]:
    """The numbers of the next cases that are due, behind the one with this number."""
    query = select(Case.id).where(*_is_due(rule), Case.id > after).order_by(Case.id).limit(most)
    return list(db.session.scalars(query))


def if_due(rule: Rule, number: int) -> Select[Case]:
    """The query for one case if it is due."""
    return select(Case).where(*_is_due(rule), Case.id == number)


def _is_kept(rule: Rule) -> tuple[ColumnElement[bool], ...]:
    follows = Case.edition_id == rule.edition_id if rule.edition_id else Case.edition_id.is_(None)
    return Case.service == rule.service, follows, Case.closed_at.is_not(None), IS_THERE


def _is_due(rule: Rule) -> tuple[ColumnElement[bool], ...]:
    """It ended long enough ago, as did what it brought; the clock, a correction and the treasury want nothing of it."""
    ended = datetime.combine(rule.before, time.min, current_pack().timezone)
    corrected = select(Correction.id).where(Correction.case_id == Case.id, Correction.settled_at.is_(None)).exists()
    owed = select(Attempt.id).join(Charge).where(
        Charge.case_id == Case.id, Attempt.status == AttemptStatus.REFUND_DUE
    )  # fmt: skip
    return (
        *_is_kept(rule),
        Case.closed_at < ended,
        or_(Case.valid_until.is_(None), Case.valid_until < rule.before),
        Case.wakes_on.is_(None),
        ~corrected,
        ~owed.exists(),
    )
