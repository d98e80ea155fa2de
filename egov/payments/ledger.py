"""The ledger: lines are added and never changed, and the treasury reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from egov.cases.models import Case
from egov.clock import now
from egov.country.days import today
from egov.country.money import Money
from egov.db import db
from egov.identity.models import Person
from egov.payments.models import Attempt, AttemptStatus, Charge, Kind, LedgerLine, ProviderEvent, Verdict

PAGE = 25
DAYS = 30


def book(charge: Charge, kind: Kind, money: Money, attempt: Attempt | None = None) -> None:
    """Add a line in the open transaction; money out is below zero."""
    line = LedgerLine(
        charge=charge,
        attempt_id=attempt.id if attempt else None,
        kind=kind,
        amount=money.amount,
        currency=money.currency,
        at=now(),
        booked_on=today(),
    )
    db.session.add(line)


@dataclass(frozen=True)
class DayTotal:
    """What came in and went out on a day, in one currency."""

    day: date
    received: Money
    refunded: Money


def totals_by_day() -> list[DayTotal]:
    """The last thirty days on which money moved, the newest first."""
    received = func.sum(case((LedgerLine.kind == Kind.PAYMENT, LedgerLine.amount), else_=0))
    refunded = func.sum(case((LedgerLine.kind == Kind.REFUND, LedgerLine.amount), else_=0))
    rows = db.session.execute(
        select(LedgerLine.booked_on, LedgerLine.currency, received, refunded)
        .where(LedgerLine.booked_on > today() - timedelta(days=DAYS), LedgerLine.kind != Kind.CHARGE)
        .group_by(LedgerLine.booked_on, LedgerLine.currency)
        .order_by(LedgerLine.booked_on.desc(), LedgerLine.currency)
    )
    return [DayTotal(day, Money(int(came), code), Money(int(went), code)) for day, code, came, went in rows]


def latest_lines(before: int | None) -> tuple[Sequence[LedgerLine], int | None]:
    """A page of lines older than line ``before``, the newest first; and where the next page begins, if there is one."""
    query = select(LedgerLine).options(joinedload(LedgerLine.charge)).order_by(LedgerLine.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(LedgerLine.id < before)
    lines = db.session.scalars(query).all()
    return lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None


def refunds_due(officer: Person) -> Sequence[Attempt]:
    """Money that a finance officer pays back for the services that are his: what has waited longest, one page of it."""
    query = select(Attempt).filter_by(status=AttemptStatus.REFUND_DUE).order_by(Attempt.id).limit(PAGE)
    his = {held.service for held in officer.roles if held.role == "finance"}
    if "*" not in his:
        query = query.join(Charge).join(Case).where(Case.service.in_(his))
    return db.session.scalars(query).all()


def refused_events() -> Sequence[ProviderEvent]:
    """The last events whose amount or currency was not the one asked for: the bank has to be asked."""
    query = select(ProviderEvent).options(joinedload(ProviderEvent.attempt, innerjoin=True))
    refused = query.filter_by(verdict=Verdict.REFUSED)
    return db.session.scalars(refused.order_by(ProviderEvent.id.desc()).limit(PAGE)).all()
