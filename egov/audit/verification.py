"""The sweep: every detector over every entry, every living row and the published log."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from egov.audit import entry_detectors, log_detectors, state_detectors
from egov.audit.entry_detectors import Look
from egov.audit.erasure import ERASED, claim_of
from egov.audit.evidence import BATCH, Evidence, Finding, Progress, checkpoint_of
from egov.audit.log_folder import log_folder
from egov.audit.log_keys import policy
from egov.audit.models import Entry, Subject
from egov.clock import now
from egov.db import db
from egov.tlog.errors import Malformed
from egov.tlog.leaf import Leaf, parse_leaf
from egov.tlog.note import Note

MOST_FINDINGS = 1000  # of each detector; more tell nobody more, and memory stays flat
ROW_PARTS = 4  # an entry with rows of another shape is named by official_halves

OF_ENTRIES: dict[str, Callable[[Look], str]] = {
    check.__name__: check
    for check in (
        entry_detectors.leaf_is_there,
        entry_detectors.places,
        entry_detectors.official_halves,
        entry_detectors.citizen_halves,
        entry_detectors.tags,
        entry_detectors.minutes_and_codes,
        entry_detectors.back_dating,
        entry_detectors.waiting,
        entry_detectors.erased_entries,
    )
}
OF_ROWS: dict[str, Callable[[state_detectors.Known], str]] = {
    check.__name__: check
    for check in (
        state_detectors.changed_rows,
        state_detectors.vanished_rows,
        state_detectors.unheard_rows,
        state_detectors.bound_rows,
    )
}
OF_THE_LOG: dict[str, Callable[[Evidence], log_detectors.Found]] = {
    check.__name__: check
    for check in (
        log_detectors.signed_checkpoint,
        log_detectors.earlier_checkpoints,
        log_detectors.tree,
        log_detectors.tiles,
        state_detectors.row_versions,
        state_detectors.completeness,
        state_detectors.double_tags,
        state_detectors.erasures,
    )
}
DETECTORS = (*OF_ENTRIES, *OF_ROWS, *OF_THE_LOG)


@dataclass
class Verdict:
    """What the sweep found, after so many entries, of which the published checkpoint vouches for ``published``."""

    entries: int = 0
    rows: int = 0
    published: int = 0
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        return not self.findings

    def add(self, detector: str, sentence: str, where: str) -> None:
        """Keep a finding, unless there are too many of its kind already."""
        self.counts[detector] = self.counts.get(detector, 0) + 1
        if self.counts[detector] <= MOST_FINDINGS:
            self.findings.append(Finding(detector, sentence, where))


def verify_log(
    earlier: Sequence[Note] = (), *, without: Collection[str] = (), progress: Progress = lambda _what, _count: None
) -> Verdict:
    """Look at everything as it stands at this moment; ``earlier`` are checkpoints that somebody kept.

    ``without`` switches detectors off, so that a test can show that each is needed.
    """
    folder = log_folder()
    published = checkpoint_of(folder)  # before the database is read, which then knows at least as much
    session = _snapshot()
    evidence = Evidence(session, folder, policy(), now(), earlier, progress, published=published)
    verdict = Verdict(published=evidence.size)
    _look_at_entries(evidence, verdict, without)
    _look_at_rows(evidence, verdict, without)
    for name, detect in OF_THE_LOG.items():
        progress(name, evidence.entries)
        for sentence, where in detect(evidence) if name not in without else ():
            verdict.add(name, sentence, where)
    session.rollback()
    evidence.scratch.close()
    return verdict


def _snapshot() -> Session:
    """The session at a moment that stands still, however long the sweep takes. SQLite has no other kind."""
    session = db.session
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return session


def _look_at_entries(evidence: Evidence, verdict: Verdict, without: Collection[str]) -> None:
    checks = [(name, check) for name, check in OF_ENTRIES.items() if name not in without]
    erased: dict[str, tuple[int, hashlib._Hash]] = {}
    for look in _looks(evidence):
        entry = look.entry
        for name, check in checks:
            sentence = check(look)
            if sentence:
                verdict.add(name, sentence, _where(entry))
        if entry.subject.startswith(ERASED):
            count, digest = erased.get(entry.subject, (0, hashlib.sha256()))
            digest.update(entry.leaf or b"")
            erased[entry.subject] = count + 1, digest
    short = evidence.size - evidence.placed
    if short > 0 and "places" not in without:
        verdict.add("places", f"The last {short} entries that the world was shown are gone.", "end of the log")
    groups = [(digest.hexdigest(), count) for count, digest in erased.values()]
    evidence.scratch.executemany("INSERT INTO erased VALUES (?, ?)", groups)
    evidence.scratch.execute("CREATE INDEX by_tag ON tag (tag)")
    evidence.scratch.execute("CREATE INDEX by_row ON bound (name, row, version)")
    verdict.entries = evidence.entries


def _look_at_rows(evidence: Evidence, verdict: Verdict, without: Collection[str]) -> None:
    checks = [(name, check) for name, check in OF_ROWS.items() if name not in without]
    for row in state_detectors.rows_of(evidence):
        verdict.rows += 1
        if not verdict.rows % BATCH:
            evidence.progress("rows", verdict.rows)
        for name, check in checks:
            sentence = check(row)
            if sentence:
                verdict.add(name, sentence, row.where)


def _looks(evidence: Evidence) -> Iterator[Look]:
    """Every entry in the order of the log, and then those that wait."""
    place = newest_minute = 0
    first = evidence.session.scalar(select(func.min(Entry.id)).where(Entry.leaf.is_not(None))) or 0
    for batch in _batches(evidence.session):
        secrets = _secrets_of(evidence.session, {entry.subject for entry in batch})
        _note(evidence, batch)
        for entry in batch:
            leaf = _leaf_of(entry)
            yield Look(entry, leaf, secrets.get(entry.subject), place, newest_minute, entry.id > first, evidence)
            if entry.log_index is not None:
                place = evidence.placed = entry.log_index + 1
                newest_minute = max(newest_minute, leaf.minute if leaf else 0)
        evidence.entries += len(batch)
        evidence.progress("entries", evidence.entries)


def _batches(session: Session) -> Iterator[Sequence[Entry]]:
    """Entries as plain rows, which are read like entries, and made in half of the time."""
    table = Entry.__table__.c
    placed = select(*table).where(table.log_index.is_not(None)).order_by(table.log_index, table.id)
    waiting = select(*table).where(table.log_index.is_(None)).order_by(table.id)
    for query in (placed, waiting):
        with session.execute(query.execution_options(yield_per=BATCH)) as found:
            for batch in found.partitions():
                yield cast("Sequence[Entry]", batch)


def _note(evidence: Evidence, batch: Iterable[Entry]) -> None:
    """Keep of the entries what has to be compared when all have been seen."""
    tags = [(entry.leaf[7:39],) for entry in batch if entry.leaf]
    evidence.scratch.executemany("INSERT INTO tag VALUES (?)", tags)
    rows = [tuple(row) for entry in batch for row in entry.rows or () if len(row) == ROW_PARTS]
    evidence.scratch.executemany("INSERT INTO bound VALUES (?, ?, ?, ?)", rows)
    claims = [(claim.digest, claim.entries) for claim in map(claim_of, batch) if claim]
    evidence.scratch.executemany("INSERT INTO claimed VALUES (?, ?)", claims)


def _secrets_of(session: Session, names: set[str]) -> dict[str, bytes | None]:
    query = select(Subject.name, Subject.secret).where(Subject.name.in_(sorted(names - {""})))
    return {row.name: row.secret for row in session.execute(query)}


def _leaf_of(entry: Entry) -> Leaf | None:
    try:
        return parse_leaf(entry.leaf or b"")
    except Malformed:
        return None


def _where(entry: Entry) -> str:
    place = "waiting" if entry.log_index is None else f"place {entry.log_index}"
    return f"entry {entry.id} ({place}, {entry.action})"
