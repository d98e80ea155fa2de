"""What the log holds, read page by page from the newest entry down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from egov.audit.models import Entry
from egov.db import db

PAGE = 50


@dataclass(frozen=True)
class EntryPage:
    """Entries, and the number to go on ``before``; None on the last page."""

    entries: Sequence[Entry]
    before: int | None


@dataclass(frozen=True)
class Filter:
    """Which entries to show. ``people``: whom they are about or who acted; None for everybody."""

    people: Sequence[int] | None = None
    case_reference: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reads_only: bool = False
    purpose: str = ""


def entries_that_match(wanted: Filter, before: int | None = None) -> EntryPage:
    """Entries older than number ``before``."""
    query = select(Entry)
    if wanted.people is not None:
        query = query.where(or_(Entry.subject_id.in_(wanted.people), Entry.actor_id.in_(wanted.people)))
    if wanted.case_reference:
        query = query.where(Entry.case_reference == wanted.case_reference)
    if wanted.action:
        query = query.where(Entry.action == wanted.action)
    if wanted.since:
        query = query.where(Entry.at >= wanted.since)
    if wanted.until:
        query = query.where(Entry.at < wanted.until)
    if wanted.reads_only:
        query = query.where(Entry.read.is_(True))
    if wanted.purpose:
        query = query.where(Entry.purpose == wanted.purpose)
    return _page(query, before)


def entries_about(person_id: int, before: int | None = None) -> EntryPage:
    """What others saw of a person's file or did with it; his own deeds are no news to him."""
    by_others = or_(Entry.actor_id.is_(None), Entry.actor_id != person_id)
    return _page(select(Entry).where(Entry.subject_id == person_id, by_others), before)


def _page(query: Select[Entry], before: int | None) -> EntryPage:
    if before is not None:
        query = query.where(Entry.id < before)
    rows = db.session.scalars(query.order_by(Entry.id.desc()).limit(PAGE + 1)).all()
    return EntryPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)
