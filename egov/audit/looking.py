"""Looks at a portion of the entries: opens each, and notes what must be compared with the other portions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from egov.audit import entry_detectors
from egov.audit.adoption import BEGUN
from egov.audit.entry_detectors import Look
from egov.audit.erasure import ERASED, claim_of
from egov.audit.evidence import Evidence, Finding
from egov.audit.models import Entry, Subject
from egov.audit.reading import read_rows
from egov.tlog.canonical import LARGEST
from egov.tlog.commitments import SubjectKeys, keys_of
from egov.tlog.errors import Malformed
from egov.tlog.leaf import Leaf, parse_leaf

PORTION = 4000
GARBLED = "Here stands what the application never writes: nobody can read it."
ROW_SHAPE = (str, int, int, str)  # an entry with rows of another shape is named by official_halves

OF_ENTRIES: dict[str, Callable[[Look], str]] = {
    check.__name__: check
    for check in (
        entry_detectors.leaf_is_there,
        entry_detectors.official_halves,
        entry_detectors.citizen_halves,
        entry_detectors.tags,
        entry_detectors.minutes_and_codes,
        entry_detectors.waiting,
        entry_detectors.erased_entries,
    )
}


@dataclass(frozen=True)
class Some:
    """Entries of the log from one number on and before another, None where there is no end. ``waiting``: those without
    a place, numbered by their ids. ``first`` is the id of the first entry of a log that is younger than the house;
    None where it is as old, and no entry was ever written without it."""

    start: int
    end: int | None
    waiting: bool
    first: int | None


@dataclass
class Seen:
    """What came out of a portion. ``turns``: id, place, action, minute and tag of each entry, in their order;
    ``bound``: what they say of rows; ``claimed``: what erasures claim; ``erased``: subject and leaf of the blanked."""

    findings: list[Finding] = field(default_factory=list)
    turns: list[tuple[int, int | None, str, int | None, bytes]] = field(default_factory=list)
    bound: list[tuple[str, int, int, str]] = field(default_factory=list)
    claimed: list[tuple[str, int]] = field(default_factory=list)
    erased: list[tuple[str, bytes]] = field(default_factory=list)


def portions(session: Session) -> Iterator[Some]:
    """All entries: those with places in the order of the log, then those that wait."""
    began_later = session.scalar(select(exists().where(Entry.action == BEGUN, Entry.leaf.is_not(None))))
    first = session.scalar(select(func.min(Entry.id)).where(Entry.leaf.is_not(None))) if began_later else None
    for waiting, column, which in (
        (False, Entry.log_index, Entry.log_index.is_not(None)),
        (True, Entry.id, Entry.log_index.is_(None)),
    ):
        for start, end in beginnings(session, column, which):
            yield Some(start, end, waiting, first)


def beginnings(session: Session, column: Any, which: ColumnElement[bool]) -> Iterator[tuple[int, int | None]]:
    """Where each portion begins, and where the next one does: equally many rows each, however large the gaps."""
    rows = select(column.label("number"), func.row_number().over(order_by=column).label("n")).where(which).subquery()
    starts = select(rows.c.number).where(rows.c.n % PORTION == 1).order_by(rows.c.number)
    return pairwise([*session.scalars(starts), None])


def look_at(evidence: Evidence, some: Some) -> Seen:
    """Open each entry of the portion."""
    checks = [(name, check) for name, check in OF_ENTRIES.items() if name not in evidence.facts.without]
    seen = Seen()
    entries, garbled = _read(evidence.session, some)
    secrets = _secrets_of(evidence.session, {entry.subject for entry in entries})
    for entry in entries:
        leaf = _leaf_of(entry)
        secret, keys = secrets.get(entry.subject, (None, None))
        began = some.first is None or entry.id > some.first
        look = Look(entry, leaf, secret, keys, began, evidence.facts)
        for name, check in checks:
            sentence = _said(check, look)
            if sentence:
                seen.findings.append(Finding(name, sentence, where(entry.id, entry.log_index, entry.action)))
        _note(seen, entry, leaf)
    if garbled:
        _note_garbled(evidence.session, seen, garbled, some)
    return seen


def _said(check: Callable[[Look], str], look: Look) -> str:
    """What a detector says of an entry. One that cannot look at it says so, and all others are looked at."""
    try:
        return check(look)
    except Exception:  # whatever was put there: the application never writes it
        return GARBLED


def where(number: int, place: int | None, action: str) -> str:
    """How findings name an entry."""
    return f"entry {number} ({'waiting' if place is None else f'place {place}'}, {action})"


def _note(seen: Seen, entry: Entry, leaf: Leaf | None) -> None:
    tag = (entry.leaf or b"")[7:39]
    seen.turns.append((entry.id, entry.log_index, entry.action, leaf.minute if leaf else None, tag))
    if entry.rows:
        seen.bound += _bound_in(entry.rows)
    if entry.subject.startswith(ERASED):
        seen.erased.append((entry.subject, entry.leaf or b""))
    claim = claim_of(entry)
    if claim:
        seen.claimed.append((claim.digest, claim.entries))


def _bound_in(rows: Any) -> list[Any]:
    return [tuple(row) for row in rows if _is_of_shape(row)] if isinstance(rows, list) else []


def _is_of_shape(row: object) -> bool:
    return isinstance(row, list) and tuple(map(type, row)) == ROW_SHAPE and all(_is_plain(each) for each in row)


def _is_plain(value: str | int) -> bool:
    """Whether it is such as the application writes: neither half of a letter nor a number that no table holds."""
    return value.isascii() if isinstance(value, str) else abs(value) <= LARGEST


def _number(some: Some) -> ColumnElement[Any]:
    table = Entry.__table__.c
    return table.id if some.waiting else table.log_index


def _read(session: Session, some: Some) -> tuple[Sequence[Entry], list[Any]]:
    """Entries as plain rows, which are read like entries, and made in half of the time; the numbers of garbled ones."""
    table, number = Entry.__table__.c, _number(some)
    query = select(*table).where(number >= some.start)
    if some.waiting:
        query = query.where(table.log_index.is_(None))
    if some.end is not None:
        query = query.where(number < some.end)
    rows, garbled = read_rows(session, query, number)
    return cast("Sequence[Entry]", rows), garbled


def _note_garbled(session: Session, seen: Seen, numbers: Sequence[Any], some: Some) -> None:
    """Entries that nobody can read, by their numbers. Each has its place all the same, and may tell its rows."""
    column = _number(some)
    for number in numbers:
        place = f"entry {number} (waiting)" if some.waiting else f"entry at the place {number}"
        seen.findings.append(Finding(entry_detectors.official_halves.__name__, GARBLED, place))
        if not some.waiting and isinstance(number, int):
            seen.turns.append((0, number, "", None, b""))
        told, _garbled = read_rows(session, select(column, Entry.rows).where(column == number), column)
        seen.bound += [bound for row in told for bound in _bound_in(row.rows)]
    if not some.waiting:
        seen.turns.sort(key=itemgetter(1))


def _secrets_of(session: Session, names: set[str]) -> dict[str, tuple[bytes | None, SubjectKeys | None]]:
    query = select(Subject.name, Subject.secret).where(Subject.name.in_(sorted(names - {""})))
    return {name: (secret, _keys_of(secret)) for name, secret in session.execute(query)}


def _keys_of(secret: bytes | None) -> SubjectKeys | None:
    try:
        return keys_of(secret) if secret else None
    except Malformed:
        return None


def _leaf_of(entry: Entry) -> Leaf | None:
    try:
        return parse_leaf(entry.leaf or b"")
    except Malformed:
        return None
