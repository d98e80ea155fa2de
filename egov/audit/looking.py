"""Looks at a portion of the entries: opens each, and notes what must be compared with the other portions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from egov.audit import entry_detectors
from egov.audit.adoption import BEGUN
from egov.audit.entry_detectors import Look
from egov.audit.erasure import ERASED, claim_of
from egov.audit.evidence import BATCH, Evidence, Finding
from egov.audit.models import Entry, Subject
from egov.tlog.commitments import SubjectKeys, keys_of
from egov.tlog.errors import Malformed
from egov.tlog.leaf import Leaf, parse_leaf

PORTION = 4000
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
    for batch in _batches(evidence.session, some):
        secrets = _secrets_of(evidence.session, {entry.subject for entry in batch})
        for entry in batch:
            leaf = _leaf_of(entry)
            secret, keys = secrets.get(entry.subject, (None, None))
            began = some.first is None or entry.id > some.first
            look = Look(entry, leaf, secret, keys, began, evidence.facts)
            for name, check in checks:
                sentence = check(look)
                if sentence:
                    seen.findings.append(Finding(name, sentence, where(entry.id, entry.log_index, entry.action)))
            _note(seen, entry, leaf)
    return seen


def where(number: int, place: int | None, action: str) -> str:
    """How findings name an entry."""
    return f"entry {number} ({'waiting' if place is None else f'place {place}'}, {action})"


def _note(seen: Seen, entry: Entry, leaf: Leaf | None) -> None:
    tag = (entry.leaf or b"")[7:39]
    seen.turns.append((entry.id, entry.log_index, entry.action, leaf.minute if leaf else None, tag))
    if entry.rows and isinstance(entry.rows, list):
        seen.bound += [tuple(row) for row in entry.rows if _is_of_shape(row)]
    if entry.subject.startswith(ERASED):
        seen.erased.append((entry.subject, entry.leaf or b""))
    claim = claim_of(entry)
    if claim:
        seen.claimed.append((claim.digest, claim.entries))


def _is_of_shape(row: object) -> bool:
    return isinstance(row, list) and tuple(map(type, row)) == ROW_SHAPE


def _batches(session: Session, some: Some) -> Iterator[Sequence[Entry]]:
    """Entries as plain rows, which are read like entries, and made in half of the time."""
    table = Entry.__table__.c
    number = table.id if some.waiting else table.log_index
    query = select(*table).where(number >= some.start)
    if some.waiting:
        query = query.where(table.log_index.is_(None))
    if some.end is not None:
        query = query.where(number < some.end)
    with session.execute(query.order_by(number, table.id).execution_options(yield_per=BATCH)) as found:
        for batch in found.partitions():
            yield cast("Sequence[Entry]", batch)


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
