"""An edition: all that a service was when it was published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model

PIN, MOVE, HOLD = "pin", "move", "hold"


class Edition(Model):
    """A service as it was published; its content never changes afterwards.

    ``content`` holds the files of the service's folder, its workflow as data and the words of that table; ``digest`` is
    the SHA-256 of the content and ``signature`` this installation's word for it, since the files are run. ``policy``
    says what becomes of the cases that run under the edition before, by ``mapping``; ``moved_up_to`` is how far that
    has come. An edition that was taken back is in force no more.
    """

    __tablename__ = "edition"
    audited = True
    __table_args__ = (
        UniqueConstraint("service", "number"),
        CheckConstraint("policy IN ('pin', 'move', 'hold')", name="policy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    number: Mapped[int]
    digest: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    signature: Mapped[str]
    in_force_from: Mapped[date]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    policy: Mapped[str] = mapped_column(default=PIN)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    moved_up_to: Mapped[int | None]
    taken_back_at: Mapped[datetime | None]
