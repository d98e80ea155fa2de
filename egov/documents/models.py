"""The certificate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from egov.cases.models import Case
from egov.db import Model
from egov.identity.models import Person

STANDING = text("revoked_at IS NULL AND replaced_at IS NULL")


class Certificate(Model):
    """What a case brought: facts as they stood on the day of issue, under the seal of the state.

    ``facts`` is all that it says, in every language of that day, see ``egov.documents.facts``; ``title`` and ``intro``
    are the English ones of the service, ``language`` is that of the application. ``code`` opens the public page that
    shows the facts; ``number`` alone tells no name. A case has at most one certificate that is neither revoked nor
    replaced by a later one.
    """

    __tablename__ = "certificate"
    audited = True
    __table_args__ = (
        Index("ix_certificate_case", "case_id", "id"),
        Index("uq_certificate_standing", "case_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    number: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    service: Mapped[str]
    title: Mapped[str]
    intro: Mapped[str]
    language: Mapped[str]
    facts: Mapped[Any] = mapped_column(JSON)
    holder_name: Mapped[str] = mapped_column(default="")
    office: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    valid_until: Mapped[date | None]
    suspended_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(default="")
    signature: Mapped[str]
    case: Mapped[Case] = relationship()
    issued_by: Mapped[Person | None] = relationship()
