"""The sweep: every detector over every entry, every living row and the published log."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import func, select

from egov.audit import entry_detectors, log_detectors, state_detectors
from egov.audit.adoption import entries_from_before
from egov.audit.crew import Crew, crew
from egov.audit.entry_detectors import Turn
from egov.audit.evidence import BATCH, Evidence, Facts, Finding, Progress, checkpoint_of
from egov.audit.log_folder import log_folder
from egov.audit.log_keys import policy
from egov.audit.looking import OF_ENTRIES, Seen, look_at, portions, where
from egov.audit.models import Entry
from egov.clock import now
from egov.db import db
from egov.tlog.note import Note

WAITS_STILL = ("waiting",)  # not asked of a copy of the house: its worker will give those entries their places
MOST_FINDINGS = 1000  # of each detector; more tell nobody more, and memory stays flat
Check = TypeVar("Check")

FOR_A_CREW = 20_000  # entries; with fewer of them the helpers would have come when the work is done

OF_TURNS: dict[str, Callable[[Turn], str]] = {
    check.__name__: check for check in (entry_detectors.places, entry_detectors.back_dating)
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
        log_detectors.promises,
        log_detectors.tree,
        log_detectors.tiles,
    )
}
OF_THE_WHOLE: dict[str, Callable[[Evidence], log_detectors.Found]] = {
    check.__name__: check
    for check in (
        state_detectors.row_versions,
        state_detectors.completeness,
        state_detectors.double_tags,
        state_detectors.erasures,
        state_detectors.spellings,
    )
}
DETECTORS = (*OF_ENTRIES, *OF_TURNS, *OF_ROWS, *OF_THE_LOG, *OF_THE_WHOLE)


@dataclass
class Verdict:
    """What the sweep found, after so many entries, of which the published checkpoint vouches for ``published``.

    ``blind`` are detectors that had nothing to compare with.
    """

    entries: int = 0
    rows: int = 0
    published: int = 0
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    blind: set[str] = field(default_factory=set)

    @property
    def clean(self) -> bool:
        return not self.findings

    def add(self, detector: str, sentence: str, where: str) -> None:
        """Keep a finding, unless there are too many of its kind already."""
        self.counts[detector] = self.counts.get(detector, 0) + 1
        if self.counts[detector] <= MOST_FINDINGS:
            self.findings.append(Finding(detector, sentence, where))


def verify_log(
    earlier: Sequence[Note] = (),
    promises: Sequence[bytes] = (),
    *,
    without: Collection[str] = (),
    processes: int | None = None,
    progress: Progress = lambda _what, _count: None,
) -> Verdict:
    """Look at everything as it stands at this moment; ``earlier`` are checkpoints that somebody kept, and
    ``promises`` those that citizens did.

    ``without`` switches detectors off, so that a test can show that each is needed. ``processes`` share the work on a
    long log: as many as the machine has processors, unless it is said.
    """
    helpers = processes if processes is not None else os.cpu_count() or 1
    if helpers == 1 or (processes is None and (db.session.scalar(select(func.max(Entry.id))) or 0) < FOR_A_CREW):
        helpers = 0

    def facts() -> Facts:
        folder = log_folder()
        published = checkpoint_of(folder)  # before the database is read, which then knows at least as much
        return Facts(folder, policy(), now(), published, tuple(earlier), tuple(promises), frozenset(without))

    with crew(db.session, helpers, facts) as all_together:
        return _Sweep(all_together, progress).verdict()


@dataclass
class _Sweep:
    """One sweep: what was found so far, and how far it has come."""

    crew: Crew
    progress: Progress
    found: Verdict = field(default_factory=Verdict)
    turn: Turn = field(default_factory=lambda: Turn(None, None, 0, 0))
    leafless: int = 0
    erased: dict[str, tuple[int, "hashlib._Hash"]] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        """Everything, in its order: what is noted of the entries is what the rows are compared with."""
        facts = self.crew.evidence.facts
        self.found.published = facts.size
        kept = {log_detectors.earlier_checkpoints: facts.earlier, log_detectors.promises: facts.promises}
        self.found.blind = {detector.__name__ for detector, notes in kept.items() if not notes}
        self._look_at_entries()
        self._look_at_rows()
        self._look_at_the_log()
        self._name_cases()
        self.crew.evidence.scratch.close()
        return self.found

    def _look_at_entries(self) -> None:
        evidence = self.crew.evidence
        for seen in self.crew.each(look_at, portions(evidence.session)):
            for finding in seen.findings:
                self.found.add(finding.detector, finding.sentence, finding.where)
            self._follow(seen)
            self._note(seen)
            self.progress("entries", self.found.entries)
        from_before = entries_from_before(evidence.session)
        if from_before is not None and from_before != self.leafless and "leaf_is_there" not in evidence.facts.without:
            sentence = f"{self.leafless} entries are there from before the log, and {from_before} were when it began."
            self.found.add("leaf_is_there", sentence, "before the log")
        short = evidence.facts.size - self.turn.place
        if short > 0 and "places" not in evidence.facts.without:
            self.found.add("places", f"The last {short} entries that the world was shown are gone.", "end of the log")
        groups = [(digest.hexdigest(), count) for count, digest in self.erased.values()]
        evidence.scratch.executemany("INSERT INTO erased VALUES (?, ?)", groups)
        evidence.scratch.execute("CREATE INDEX by_tag ON tag (tag)")
        evidence.scratch.execute("CREATE INDEX by_row ON bound (name, row, version)")

    def _follow(self, seen: Seen) -> None:
        """Entry after entry in the order of the log: whether each follows those before."""
        checks = self._wanted(OF_TURNS)
        turn = self.turn
        for number, index, action, minute, _tag in seen.turns:
            turn.index, turn.minute = index, minute
            for name, check in checks:
                sentence = check(turn)
                if sentence:
                    self.found.add(name, sentence, where(number, index, action))
            if index is not None:
                turn.place = index + 1
                turn.newest_minute = max(turn.newest_minute, minute or 0)
        self.found.entries += len(seen.turns)
        self.leafless += sum(not tag for *_others, tag in seen.turns)

    def _note(self, seen: Seen) -> None:
        """Keep what has to be compared when all have been seen."""
        scratch = self.crew.evidence.scratch
        scratch.executemany("INSERT INTO tag VALUES (?)", [(turn[-1],) for turn in seen.turns if turn[-1]])
        scratch.executemany("INSERT INTO bound VALUES (?, ?, ?, ?)", seen.bound)
        scratch.executemany("INSERT INTO claimed VALUES (?, ?)", seen.claimed)
        for subject, leaf in seen.erased:
            count, digest = self.erased.get(subject, (0, hashlib.sha256()))
            digest.update(leaf)
            self.erased[subject] = count + 1, digest

    def _look_at_rows(self) -> None:
        checks = self._wanted(OF_ROWS)
        for row in state_detectors.rows_of(self.crew):
            self.found.rows += 1
            if not self.found.rows % BATCH:
                self.progress("rows", self.found.rows)
            for name, check in checks:
                sentence = check(row)
                if sentence:
                    self.found.add(name, sentence, row.where)

    def _look_at_the_log(self) -> None:
        names = [name for name, _check in self._wanted(OF_THE_LOG)]
        for name, found in zip(names, self.crew.each(detected, names), strict=True):
            self._add_all(name, found)
        for name, detect in self._wanted(OF_THE_WHOLE):
            self._add_all(name, detect(self.crew.evidence))

    def _name_cases(self) -> None:
        """Tell rows by the reference of their case, once all is found: people know no other number."""
        of_rows = {*OF_ROWS, state_detectors.row_versions.__name__, state_detectors.spellings.__name__}
        places = {finding.where for finding in self.found.findings if finding.detector in of_rows}
        told = state_detectors.cases_of(self.crew.evidence.session, places)
        self.found.findings = [replace(one, where=told.get(one.where, one.where)) for one in self.found.findings]

    def _add_all(self, name: str, found: Iterable[tuple[str, str]]) -> None:
        self.progress(name, self.found.entries)
        for sentence, place in found:
            self.found.add(name, sentence, place)

    def _wanted(self, checks: Mapping[str, Check]) -> list[tuple[str, Check]]:
        return [(name, check) for name, check in checks.items() if name not in self.crew.evidence.facts.without]


def detected(evidence: Evidence, name: str) -> list[tuple[str, str]]:
    """What a detector for the log as a whole finds."""
    return [*OF_THE_LOG[name](evidence)]
