"""How the published log stands: its checkpoint, its witnesses, what waits to enter it, and its newest leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from egov.audit.evidence import checkpoint_of
from egov.audit.log_folder import CHECKPOINT, LogFolder, log_folder
from egov.audit.log_keys import policy
from egov.audit.models import Entry
from egov.clock import clock, now
from egov.db import db
from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.encoding import to_base64
from egov.tlog.errors import LogProblem
from egov.tlog.leaf import Leaf, parse_leaf
from egov.tlog.note import Note, parse_note
from egov.tlog.policy import NONE, Policy, believe
from egov.tlog.promise import WITHIN_SECONDS
from egov.tlog.tiles import ENTRIES, WIDTH, decode_bundle, tile_of


@dataclass(frozen=True)
class Published:
    """A published checkpoint, ``at`` the time that this house showed. ``witnessed``: who cosigned it, and when by his
    own clock; ``is_enough``: as many as the policy asks."""

    checkpoint: Checkpoint
    at: datetime
    witnessed: Mapping[str, datetime]
    is_enough: bool

    @property
    def root(self) -> str:
        """The root as checkpoints write it."""
        return to_base64(self.checkpoint.root)


@dataclass(frozen=True)
class Waiting:
    """How many entries the published log does not have yet, and since when the oldest of them waits."""

    number: int
    since: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether a promise is broken: an entry waits for longer than was promised."""
        return self.since is not None and (now() - self.since).total_seconds() > WITHIN_SECONDS


def published() -> Published | None:
    """What the log has published last; None before the first time. Raises LogProblem for what no log signed."""
    folder = log_folder()
    text = folder.checkpoint()
    if text is None:
        return None
    at = datetime.fromtimestamp((folder.path / CHECKPOINT).stat().st_mtime, UTC) + clock.offset
    note, trusted = parse_note(text), policy()
    everybody = believe(note, Policy(trusted.logs, trusted.witnesses, trusted.groups, NONE))
    witnessed = {name: datetime.fromtimestamp(second, UTC) for name, second in everybody.witnessed.items()}
    return Published(parse_checkpoint(note.text), at, witnessed, _is_enough(note, trusted))


def waiting() -> Waiting:
    """What waits to enter the log."""
    checkpoint = checkpoint_of(log_folder())
    size = checkpoint.size if checkpoint else 0
    waits = Entry.leaf.is_not(None) & (Entry.log_index.is_(None) | (Entry.log_index >= size))
    number, since = db.session.execute(select(func.count(), func.min(Entry.at)).where(waits)).one()
    return Waiting(number, since)


def newest_leaves(most: int) -> list[tuple[int, Leaf]]:
    """The last leaves of the published log with their places, the newest first."""
    folder = log_folder()
    size = folder.size
    last = range(size - 1, max(size - most, 0) - 1, -1)
    bundles = {place // WIDTH: _bundle(folder, place // WIDTH, size) for place in last}
    return [(place, parse_leaf(bundles[place // WIDTH][place % WIDTH])) for place in last]


def _bundle(folder: LogFolder, index: int, size: int) -> list[bytes]:
    tile = tile_of(ENTRIES, index, size)
    return decode_bundle(folder.read(tile), tile.width)


def _is_enough(note: Note, trusted: Policy) -> bool:
    try:
        believe(note, trusted)
    except LogProblem:
        return False
    return True
