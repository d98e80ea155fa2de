"""The end of a transaction: its entries get their subjects' numbers, their halves and their public leaves."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from functools import cache

from sqlalchemy import Connection, Dialect, func
from sqlalchemy.orm import Session

from egov.audit.binding import Unaudited, bind, changed_rows
from egov.audit.halves import citizen_half, kind_of, official_half
from egov.audit.models import Entry, NewEntry, Subject
from egov.db import PENDING
from egov.prepared import Prepared, insert_into
from egov.tlog.commitments import (
    CITIZEN,
    OFFICIAL,
    TAG_BYTES,
    commit,
    new_subject_secret,
    seal,
    tag,
    tag_key,
    with_salt,
)
from egov.tlog.leaf import Leaf


def seal_entries(session: Session) -> None:
    """Write the entries of the open transaction; what they say can be changed by nobody from then on.

    Raises Unaudited when an audited row was changed and nothing was said about it.
    """
    session.flush()
    rows, entries = changed_rows(session), session.info[PENDING]
    session.info[PENDING] = []
    if rows and not entries:
        raise Unaudited(f"{rows[0].__tablename__} changed without an audit entry. Call record(...) beside it.")
    if not entries:
        return
    for entry in entries:
        entry.subject = subject_of(entry)
    connection = session.connection()  # plain rows go in without the session, at a third of the cost
    entries[-1].rows = bind(connection, rows)
    numbered = _numbered(connection, entries)
    for entry in entries:
        _seal(entry, numbered.get(entry.subject))
    _writing(connection.dialect).run(connection, [vars(entry) for entry in entries])


def subject_of(entry: Entry | NewEntry) -> str:
    """Whose file the entry belongs to: the person's, or the case's where its applicant has no account."""
    if entry.subject_id is not None:
        return f"person {entry.subject_id}"
    return f"case {entry.case_reference}" if entry.case_reference else ""


def _numbered(connection: Connection, entries: Sequence[NewEntry]) -> dict[str, bytes]:
    """Give the entries the next numbers of their subjects; the subjects' secrets by name.

    One statement locks the counters in the order of the names, as the last thing that a transaction locks.
    """
    counts = Counter(entry.subject for entry in entries if entry.subject)
    if not counts:
        return {}
    new = [{"name": name, "secret": new_subject_secret(), "counter": n} for name, n in sorted(counts.items())]
    found = {row.name: row for row in _counting(connection.dialect).run(connection, new)}
    following = {name: found[name].counter - count for name, count in counts.items()}
    for entry in entries:
        if entry.subject:
            entry.counter = following[entry.subject]
            following[entry.subject] += 1
    return {name: row.secret for name, row in found.items()}


@cache
def _counting(dialect: Dialect) -> Prepared:
    insert = insert_into(dialect, Subject)
    more = {
        "counter": Subject.counter + insert.excluded.counter,
        "secret": func.coalesce(Subject.secret, insert.excluded.secret),
    }
    query = insert.on_conflict_do_update(index_elements=[Subject.name], set_=more)
    told = query.returning(Subject.name, Subject.secret, Subject.counter)
    return Prepared(told, dialect, ["name", "secret", "counter"])


@cache
def _writing(dialect: Dialect) -> Prepared:
    return Prepared(insert_into(dialect, Entry).inline(), dialect, [each.name for each in fields(NewEntry)])


def _seal(entry: NewEntry, secret: bytes | None) -> None:
    """Make the leaf of the entry. One about nobody has a random tag: nothing in the log tells it from the others."""
    official = with_salt(official_half(entry))
    citizen = with_salt(citizen_half(entry) if secret else b"")
    marked = tag(tag_key(secret), entry.counter or 0) if secret else secrets.token_bytes(TAG_BYTES)
    minute = int(entry.at.timestamp()) // 60
    leaf = Leaf(minute, kind_of(entry), marked, commit(OFFICIAL, official), commit(CITIZEN, citizen)).encoded()
    entry.leaf, entry.official_salt = leaf, official.salt
    entry.sealed = seal(secret, citizen, leaf) if secret else None
