"""The audit entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model

WAITING = text("leaf IS NOT NULL AND log_index IS NULL")
IN_AN_EMERGENCY = text("purpose = 'emergency access'")
TAG_BEGINS = text("substr(leaf, 8, 8)")  # the first octets of the tag in a leaf, counted from 1 as SQL does


class Entry(Model):
    """An audit entry. It refers to people and cases by number, not by foreign key: it outlives both.

    ``actor_id`` is None for a deed of the system or of somebody without an account. ``read`` marks a look at personal
    data, as against a change. ``rows`` are the audited rows that changed: ``[table, id, version, digest]`` each.

    ``leaf`` is what the public log says of it: commitments to an official's half (opened by ``official_salt`` and the
    columns here) and to a citizen's half, which is ``sealed`` together with its salt under the secret of the
    ``subject``, whose entry number ``counter`` this is. ``log_index`` is its place in the log, once it has one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_id", "id"),
        Index("ix_audit_entry_case", "case_reference", "id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_action", "action", "id"),
        Index("ix_audit_entry_at", "at", "id"),
        Index("ix_audit_entry_emergency", "id", sqlite_where=IN_AN_EMERGENCY, postgresql_where=IN_AN_EMERGENCY),
        Index("ix_audit_entry_log", "log_index", unique=True),
        Index("ix_audit_entry_about", "subject", "counter"),
        Index("ix_audit_entry_tag", TAG_BEGINS),
        Index("ix_audit_entry_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
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
    legal_basis: Mapped[str] = mapped_column(default="", server_default="")
    subject: Mapped[str] = mapped_column(default="", server_default="")
    counter: Mapped[int | None]
    rows: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    leaf: Mapped[bytes | None]
    official_salt: Mapped[bytes | None]
    sealed: Mapped[bytes | None]
    log_index: Mapped[int | None]


@dataclass
class NewEntry:
    """An entry until its transaction ends, with the columns that it will have: its subject's number, leaf and halves
    come last. It is written as plain columns, since an object of the session costs as much as sealing it."""

    at: datetime
    actor_id: int | None
    actor_name: str
    office: str
    subject_id: int | None
    action: str
    read: bool
    purpose: str
    case_reference: str
    details: dict[str, Any]
    legal_basis: str
    subject: str = ""
    counter: int | None = None
    rows: list[Any] = field(default_factory=list)
    leaf: bytes | None = None
    official_salt: bytes | None = None
    sealed: bytes | None = None


class Subject(Model):
    """Somebody of whom the log speaks: ``person 12``, or ``case DL-26-…`` where the applicant has no account.

    ``secret`` seals his half of each entry and makes its tag; destroyed, his half is erased everywhere. ``counter`` is
    how many entries speak of him.
    """

    __tablename__ = "audit_subject"

    name: Mapped[str] = mapped_column(primary_key=True)
    secret: Mapped[bytes | None]
    counter: Mapped[int]
    erased_at: Mapped[datetime | None]


class BoundRow(Model):
    """A row that the log vouches for: how often it has changed, and the digest of its content."""

    __tablename__ = "audit_row"

    table: Mapped[str] = mapped_column("table_name", primary_key=True)
    row: Mapped[int] = mapped_column("row_id", primary_key=True)
    version: Mapped[int]
    digest: Mapped[str]
