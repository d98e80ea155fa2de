"""The audit entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model


class Entry(Model):
    """An audit entry. It refers to people and cases by number, not by foreign key: it outlives both.

    ``actor_id`` is None for a deed of the system or of somebody without an account. ``read`` marks a look at personal
    data, as against a change.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_id", "id"),
        Index("ix_audit_entry_case", "case_reference", "id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_action", "action", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(default="")
    office: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[int | None]
    action: Mapped[str]
    read: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str]
    case_reference: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
