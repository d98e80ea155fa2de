"""Whether the list of the entries about somebody is complete: the log can tell, and so can he."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from egov.audit.evidence import BATCH
from egov.audit.models import Entry, Subject
from egov.db import db
from egov.tlog.commitments import TAG_BYTES, tag, tag_key
from egov.tlog.leaf import parse_leaf

TAG_AT = 8  # the first octet of the tag in a leaf, counted from 1 as SQL does


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

    A subject that the log never spoke of, or that was erased, has no entries, and that is complete.
    """
    subject = db.session.get(Subject, name)
    if subject is None or subject.secret is None:
        return Completeness(0)
    key = tag_key(subject.secret)
    seen: Counter[int] = Counter()
    query = select(Entry.counter, Entry.leaf).where(Entry.subject == name, Entry.leaf.is_not(None))
    for counter, leaf in db.session.execute(query.execution_options(yield_per=BATCH)):
        if counter is not None and counter >= 0 and parse_leaf(leaf or b"").tag == tag(key, counter):
            seen[counter] += 1
    missing = [number for number in range(subject.counter) if not seen[number]]
    if _stands_in_log(tag(key, subject.counter)):
        missing.append(subject.counter)
    return Completeness(subject.counter, tuple(missing), tuple(sorted(n for n, times in seen.items() if times > 1)))


def _stands_in_log(wanted: bytes) -> bool:
    leaf_tag = func.substr(Entry.leaf, TAG_AT, TAG_BYTES)
    return db.session.scalar(select(Entry.id).where(leaf_tag == wanted).limit(1)) is not None
