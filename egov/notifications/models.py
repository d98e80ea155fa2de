"""The outbox: what has to leave the building, kept in the database until it has left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model

NOT_SENT = text("sent_at IS NULL")


class OutboxRow(Model):
    """One message on one channel. ``key`` names it for good: the same key never stands here twice.

    ``language`` and ``case_reference`` are empty in words to machines.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("channel IN ('email', 'sms', 'callback')", name="channel"),
        Index("ix_outbox_due", "next_attempt_at", "id", sqlite_where=NOT_SENT, postgresql_where=NOT_SENT),
        Index("ix_outbox_case", "case_reference", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    case_reference: Mapped[str] = mapped_column(default="")
    key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
