"""What is owed, how it was tried to be paid, what the banks said, and the ledger."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from egov.cases.models import Case
from egov.country.money import Money
from egov.db import Model
from egov.texts import Text

IS_DUE = text("status = 'due'")
REFUND_IS_DUE = text("status = 'refund_due'")


class ChargeStatus(StrEnum):
    DUE = "due"
    PAID = "paid"
    CANCELLED = "cancelled"


class AttemptStatus(StrEnum):
    STARTED = "started"
    PAID = "paid"
    DECLINED = "declined"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


class Kind(StrEnum):
    """Kinds of ledger lines. A cancelled charge is a second line of its kind, below zero; a payment that was booked on
    the wrong case is taken back by a refund."""

    CHARGE = "charge"
    PAYMENT = "payment"
    REFUND = "refund"


class Verdict(StrEnum):
    """What we made of a bank's word."""

    ACCEPTED = "accepted"
    IGNORED = "ignored"
    REFUSED = "refused"
    SURPLUS = "surplus"


class Charge(Model):
    """What is owed for a case, in minor units of a currency. A case owes one thing at a time; paid means a receipt.

    ``title`` is what it is for, as a sentence to be translated.
    """

    __tablename__ = "charge"
    audited = True
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("status IN ('due', 'paid', 'cancelled')", name="status"),
        CheckConstraint("(status = 'paid') = (receipt_number IS NOT NULL)", name="receipt"),
        Index("uq_charge_due", "case_id", unique=True, sqlite_where=IS_DUE, postgresql_where=IS_DUE),
        Index("ix_charge_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    amount: Mapped[int]
    currency: Mapped[str]
    title: Mapped[str]
    status: Mapped[str] = mapped_column(default=ChargeStatus.DUE)
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    receipt_number: Mapped[str | None] = mapped_column(unique=True)
    case: Mapped[Case] = relationship()
    attempts: Mapped[list[Attempt]] = relationship(order_by="Attempt.id", back_populates="charge")

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)

    @property
    def purpose(self) -> Text:
        """What it is for, in the reader's language."""
        return Text(self.title)


class Attempt(Model):
    """One try to pay a charge with one bank. The ``token`` is a secret that stands in addresses."""

    __tablename__ = "attempt"
    audited = True
    __table_args__ = (
        CheckConstraint("status IN ('started', 'paid', 'declined', 'refund_due', 'refunded')", name="status"),
        Index("ix_attempt_charge", "charge_id", "id"),
        Index("ix_attempt_refund_due", "id", sqlite_where=REFUND_IS_DUE, postgresql_where=REFUND_IS_DUE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    provider: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default=AttemptStatus.STARTED)
    tries: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    charge: Mapped[Charge] = relationship(back_populates="attempts", lazy="joined", innerjoin=True)


class ProviderEvent(Model):
    """A bank's word as it came, kept once, with what we made of it."""

    __tablename__ = "provider_event"
    audited = True
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        Index("ix_provider_event_verdict", "verdict", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str]
    event_id: Mapped[str]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    outcome: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    verdict: Mapped[str]
    received_at: Mapped[datetime]
    attempt: Mapped[Attempt] = relationship()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class LedgerLine(Model):
    """A line of the ledger, never changed: charges raised, money in, money out (below zero).

    ``booked_on`` is the day on the clocks of the country.
    """

    __tablename__ = "ledger_line"
    audited = True
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount"),
        CheckConstraint("kind = 'charge' OR (kind = 'payment') = (amount > 0)", name="sign"),
        CheckConstraint("kind IN ('charge', 'payment', 'refund')", name="kind"),
        Index("ix_ledger_line_totals", "booked_on", "currency", "kind", "amount"),
        Index("ix_ledger_line_charge", "charge_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    at: Mapped[datetime]
    booked_on: Mapped[date]
    charge: Mapped[Charge] = relationship()

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)
