"""What the log holds, read page by page from the newest entry down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, literal, or_, select, tuple_

from egov.audit.models import IN_AN_EMERGENCY, Entry
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
    emergencies_only: bool = False


def entries_that_match(wanted: Filter, before: int | None = None) -> EntryPage:
    """Entries older than number ``before``. Where a time is asked for, they come by their time, which has an index."""
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
    if wanted.emergencies_only:
        query = query.where(IN_AN_EMERGENCY)
    return _page_by_time(query, before) if wanted.since or wanted.until else _page(query, before)


def entries_about(person_id: int, before: int | None = None) -> EntryPage:
    """What others saw of a person's file or did with it; his own deeds are no news to him."""
    by_others = or_(Entry.actor_id.is_(None), Entry.actor_id != person_id)
    return _page(select(Entry).where(Entry.subject_id == person_id, by_others), before)


def _page(query: Select[Entry], before: int | None) -> EntryPage:
    if before is not None:
        query = query.where(Entry.id < before)
    return _first_of(query.order_by(Entry.id.desc()))


def _page_by_time(query: Select[Entry], before: int | None) -> EntryPage:
    last = db.session.get(Entry, before) if before is not None else None
    if last is not None:
        query = query.where(tuple_(Entry.at, Entry.id) < tuple_(literal(last.at, Entry.at.type), last.id))
    return _first_of(query.order_by(Entry.at.desc(), Entry.id.desc()))


def _first_of(query: Select[Entry]) -> EntryPage:
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    return EntryPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)
