"""Whether the list of the entries about somebody is complete: the log can tell, and so can he."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, literal, literal_column, select

from egov.audit.evidence import BATCH, checkpoint_of
from egov.audit.log_folder import log_folder
from egov.audit.models import TAG_BEGINS, Entry, Subject
from egov.db import db, one_moment
from egov.errors import Unavailable
from egov.texts import _
from egov.tlog.commitments import tag, tag_key
from egov.tlog.errors import LogProblem, Malformed
from egov.tlog.leaf import parse_leaf
from egov.tlog.tiles import ENTRIES, WIDTH, decode_bundle, tile_of

INDEXED = 8  # octets of a tag are in the index ix_audit_entry_tag


@dataclass(frozen=True)
class Completeness:
    """``count`` entries ought to be there. The numbers (from 0) that are ``missing`` or ``doubled``. A number that the
    log has and that was never given out counts as missing, too: an entry was hidden."""

    count: int
    missing: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.missing and not self.doubled


def completeness_of(name: str) -> Completeness:
    """Whether the entries 0 to N - 1 about this subject each stand in the log once, and number N does not.

    An entry with a place counts only where the published log shows the same leaf there. A subject that the log never
    spoke of, or that was erased, has no entries, and that is complete. Raises Unavailable for a log that is broken.
    """
    try:
        with one_moment() as session:
            subject = session.get(Subject, name, populate_existing=True)
            if subject is None or subject.secret is None:
                return Completeness(0)
            return _completeness(subject, tag_key(subject.secret), _shown_by_the_log())
    except (LogProblem, OSError) as wrong:
        raise Unavailable(_("We cannot read our log now. Please try again in a few minutes.")) from wrong


def _completeness(subject: Subject, key: bytes, shown: Callable[[int | None, bytes], bool]) -> Completeness:
    seen: Counter[int] = Counter()
    query = select(Entry.counter, Entry.log_index, Entry.leaf).where(
        Entry.subject == subject.name, Entry.counter >= 0, Entry.leaf.is_not(None)
    )
    with db.session.execute(query.order_by(Entry.log_index).execution_options(yield_per=BATCH)) as found:
        for number, place, leaf in found:
            counter, data = number or 0, leaf or b""
            if _tag_in(data) == tag(key, counter) and shown(place, data):
                seen[counter] += 1
    missing = [number for number in range(subject.counter) if not seen[number]]
    if _stands_in_log(tag(key, subject.counter)):
        missing.append(subject.counter)
    return Completeness(subject.counter, tuple(missing), tuple(sorted(n for n, times in seen.items() if times > 1)))


def _shown_by_the_log() -> Callable[[int | None, bytes], bool]:
    """Tells whether the published log has this leaf at this place, or has not come so far yet."""
    folder = log_folder()
    checkpoint = checkpoint_of(folder)
    size = checkpoint.size if checkpoint else 0

    @lru_cache(1)  # entries come in the order of the log
    def bundle(index: int) -> list[bytes]:
        tile = tile_of(ENTRIES, index, size)
        return decode_bundle(folder.read(tile), tile.width)

    def shown(place: int | None, leaf: bytes) -> bool:
        if place is None or place >= size:
            return True
        return place >= 0 and bundle(place // WIDTH)[place % WIDTH] == leaf

    return shown


def _stands_in_log(wanted: bytes) -> bool:
    """Whether a leaf carries this tag: the index finds those that begin alike, and the leaves decide."""
    begins: ColumnElement[bytes] = literal_column(TAG_BEGINS.text)
    alike = select(Entry.leaf).where(begins == literal(wanted[:INDEXED]))
    return any(_tag_in(leaf or b"") == wanted for leaf in db.session.scalars(alike))


def _tag_in(leaf: bytes) -> bytes:
    try:
        return parse_leaf(leaf).tag
    except Malformed:
        return b""
