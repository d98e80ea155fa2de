"""What the detectors look at: the published log, earlier checkpoints that others kept, and notes of what was seen."""

import sqlite3
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from egov.audit.models import Entry
from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.commitments import SECRET_BYTES, tag, tag_key
from egov.tlog.errors import LogProblem
from egov.tlog.folder import LogFolder
from egov.tlog.note import Note, parse_note
from egov.tlog.policy import Policy
from egov.tlog.proof import HEADER, parse_proof

BATCH = 1000
Progress = Callable[[str, int], None]
"""Is told what is being looked at, and how many of them have been."""


@dataclass(frozen=True)
class Finding:
    """What is wrong: which detector says so, in a sentence, and where."""

    detector: str
    sentence: str
    where: str

    def __str__(self) -> str:
        return f"{self.detector}: {self.where}: {self.sentence}"


def new_scratch() -> sqlite3.Connection:
    """A private database that SQLite keeps in a temporary file. It is dropped with the connection."""
    scratch = sqlite3.connect("", isolation_level=None)
    scratch.execute("CREATE TABLE bound (name TEXT, row INTEGER, version INTEGER, digest TEXT)")
    scratch.execute("CREATE TABLE tag (tag BLOB)")
    scratch.execute("CREATE TABLE claimed (digest TEXT, entries INTEGER)")
    scratch.execute("CREATE TABLE erased (digest TEXT, entries INTEGER)")
    scratch.execute("BEGIN")
    return scratch


@dataclass(frozen=True)
class Facts:
    """What is known before the sweep begins, for everybody who takes part in it.

    ``published`` is the checkpoint that the log shows to the world, None where it shows none or an unreadable one.
    ``earlier`` are notes that somebody else has kept, and ``promises`` promises of ours, as they are written.
    ``without`` names the detectors that are switched off.
    """

    folder: LogFolder
    policy: Policy
    moment: datetime
    published: Checkpoint | None = None
    earlier: Sequence[Note] = ()
    promises: Sequence[bytes] = ()
    without: Collection[str] = ()

    @property
    def size(self) -> int:
        """How many entries the published checkpoint vouches for."""
        return self.published.size if self.published else 0


@dataclass
class Evidence:
    """The facts, the database at one moment, and ``scratch``: a database on disk that is gone afterwards. What was
    seen is noted there, so that memory does not grow with the log."""

    session: Session
    facts: Facts
    scratch: sqlite3.Connection = field(default_factory=new_scratch)


def checkpoint_of(folder: LogFolder) -> Checkpoint | None:
    """The published checkpoint, not yet believed; None where there is none that can be read."""
    note = folder.checkpoint()
    try:
        return parse_checkpoint(parse_note(note).text) if note else None
    except (LogProblem, UnicodeError):
        return None


def earlier_note(data: bytes) -> Note:
    """The checkpoint in a file that somebody kept: a signed checkpoint, or a receipt; raises Malformed."""
    note = parse_proof(data).note if data.startswith(HEADER.encode()) else parse_note(data)
    parse_checkpoint(note.text)
    return note


def leaves_in_order(evidence: Evidence, size: int) -> Generator[bytes]:
    """The first leaves of the log as the database has them; an empty one for each that it has lost."""
    query = select(Entry.log_index, Entry.leaf).where(Entry.log_index < size).order_by(Entry.log_index)
    expected = 0
    with evidence.session.execute(query.execution_options(yield_per=BATCH)) as found:
        for index, leaf in found:
            while expected < (index or 0):
                yield b""
                expected += 1
            yield leaf if isinstance(leaf, bytes) else b""
            expected += 1
    yield from [b""] * (size - expected)


def tag_of(secret: bytes, counter: int) -> bytes:
    """The tag of a subject's entry; nothing where the secret is none."""
    return tag(tag_key(secret), counter) if len(secret) == SECRET_BYTES and counter >= 0 else b""
