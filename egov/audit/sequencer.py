"""The sequencer gives committed entries their places in the log, and publishes it.

A round commits the places first. What is published follows from them alone, so a round that dies anywhere is finished
by the next one: nothing published is ever taken back, nothing committed is left out.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, exists, func, select, update

from egov.audit.leadership import leadership, number_alone
from egov.audit.log_folder import LogFolder, log_folder
from egov.audit.log_keys import origin, signing_keys
from egov.audit.models import WAITING, Entry
from egov.audit.witnesses import cosigned, witnesses
from egov.clock import now
from egov.db import db, transaction
from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.cosignature import sign_checkpoint
from egov.tlog.note import Note, parse_note

MOST = 4096  # Entries in one round: half a second of work, so that a full log still gets a checkpoint every second.


class LogDamaged(RuntimeError):
    """The database and the published log do not fit together: somebody must look before the log goes on."""


def sequence_all() -> int:
    """Rounds until one is not full; how many entries got their places. Who comes meanwhile waits for the next."""
    total = count = sequence()
    while count == MOST:
        count = sequence()
        total += count
    return total


def sequence() -> int:
    """One round; how many entries got their places. Does nothing while another process is at it.

    Raises LogDamaged where the database has lost what the log has published.
    """
    with leadership() as leads:
        if not leads:
            return 0
        count = _give_places(log_folder().size)
        _publish(log_folder())
        return count


def _give_places(published: int) -> int:
    """Number up to 4,096 of the entries that wait, in one transaction, without a gap after those before."""
    if not db.session.scalar(select(exists().where(WAITING).select_from(Entry))):
        return 0
    with transaction() as session:
        number_alone(session)
        newest = session.scalar(select(func.max(Entry.log_index)))
        start = 0 if newest is None else newest + 1
        if start < published:
            raise LogDamaged(f"The published log has {published} entries, the database knows the places of {start}.")
        waiting = select(Entry.id).where(WAITING).order_by(Entry.id).limit(MOST).subquery()
        place = func.row_number().over(order_by=waiting.c.id) - 1 + start
        numbered = select(waiting.c.id, place.label("place")).subquery()
        query = update(Entry).where(Entry.id == numbered.c.id).values(log_index=numbered.c.place)
        done = session.execute(query.execution_options(synchronize_session=False))
        return cast("CursorResult[Any]", done).rowcount


def _publish(folder: LogFolder) -> None:
    """Publish what has places and is not published yet; otherwise ask again the witnesses who were away."""
    published = folder.checkpoint()
    note = parse_note(published) if published else None
    while leaves := _leaves_from(parse_checkpoint(note.text).size if note else 0):
        note = _append(folder, note, leaves)
        folder.publish(note.encoded())
        published = note.encoded()
    if note:
        complete = _cosigned(folder, note, parse_checkpoint(note.text).size).encoded()
        if complete != published:
            folder.publish(complete)


def _leaves_from(start: int) -> Sequence[bytes]:
    """The next leaves from this place of the log on."""
    query = select(Entry.log_index, Entry.leaf).where(Entry.log_index >= start).order_by(Entry.log_index).limit(MOST)
    rows = db.session.execute(query).all()
    db.session.rollback()  # no transaction stays open while witnesses are asked
    if [index for index, _leaf in rows] != [*range(start, start + len(rows))]:
        raise LogDamaged(f"The places from {start} on are not given out one after the other.")
    return [leaf for _index, leaf in rows if leaf]


def _append(folder: LogFolder, note: Note | None, leaves: Sequence[bytes]) -> Note:
    """The signed checkpoint of the log with these leaves at its end, whose tiles have been written."""
    old = parse_checkpoint(note.text) if note else None
    frontier = folder.frontier(old.size if old else 0)
    if old and frontier.root != old.root:
        raise LogDamaged("The tiles of the log are not those that its checkpoint vouches for.")
    longer = folder.extend(frontier, leaves)
    text = Checkpoint(origin(), longer.size, longer.root).text
    signed = sign_checkpoint(text, signing_keys(), int(now().timestamp()))
    return _cosigned(folder, signed, frontier.size)


def _cosigned(folder: LogFolder, note: Note, known: int) -> Note:
    """The note with cosignatures of those of our witnesses who have not cosigned it yet, and answer."""
    return cosigned(note, known, folder, [witness for witness in witnesses() if not witness.signed(note)])
