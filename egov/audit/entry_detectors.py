"""Detectors for a single entry: what its columns say is what its leaf commits to. Each gives a sentence, or nothing."""

from dataclasses import dataclass
from datetime import timedelta

from egov.audit.erasure import ERASED, is_about_nobody, is_blank
from egov.audit.evidence import Facts
from egov.audit.halves import citizen_half, kind_of, official_half
from egov.audit.models import Entry
from egov.audit.sealing import subject_of
from egov.tlog.commitments import CITIZEN, OFFICIAL, Half, SubjectKeys, check_opening, commit
from egov.tlog.errors import LogProblem
from egov.tlog.leaf import Leaf

LONGEST_WAIT = timedelta(seconds=60)
MINUTES_BACK = 10


@dataclass
class Look:
    """An entry under the glass. ``leaf`` is None where it has none that can be read, ``secret`` where the subject has
    none, ``keys`` where none follow from it. ``log_began`` says whether there was a log before this entry."""

    entry: Entry
    leaf: Leaf | None
    secret: bytes | None
    keys: SubjectKeys | None
    log_began: bool
    facts: Facts


@dataclass
class Turn:
    """The turn of an entry: ``index`` is its place in the log, ``minute`` what its leaf says; None where it has none.
    ``place`` is the index that the log has reached, ``newest_minute`` the latest minute before this entry."""

    index: int | None
    minute: int | None
    place: int
    newest_minute: int


def leaf_is_there(look: Look) -> str:
    """Since the log began, each entry has a leaf. Entries from before are not protected by it."""
    if look.entry.leaf is None:
        return "This entry was written behind the back of the log." if look.log_began else ""
    return "" if look.leaf else "Nobody can read the leaf of this entry."


def places(turn: Turn) -> str:
    """Places in the log are given out one after the other."""
    if turn.index is None or turn.index == turn.place:
        return ""
    if turn.index < turn.place:
        return f"Two entries have the place {turn.index} in the log."
    return f"The entries between {turn.place} and {turn.index} of the log are gone."


def official_halves(look: Look) -> str:
    """Who did what, when, where, for which purpose, and what became of the rows, is what the leaf commits to."""
    entry, leaf = look.entry, look.leaf
    if leaf is None:
        return ""
    try:
        check_opening(OFFICIAL, Half(official_half(entry), entry.official_salt or b""), leaf.official)
    except LogProblem:
        return "Somebody changed who did it, what, when, why, or what became of it."
    return ""


def citizen_halves(look: Look) -> str:
    """The sealed half opens, is what the leaf commits to, and says what the columns say."""
    entry, leaf = look.entry, look.leaf
    if not entry.subject:
        from_before = entry.leaf is None  # of entries without a leaf leaf_is_there speaks
        return "" if from_before or is_about_nobody(entry) else "An entry about nobody names somebody."
    if leaf is None or look.secret is None:
        return ""
    if entry.subject != subject_of(entry):
        return "Somebody changed whom the entry is about."
    try:
        half = look.keys.unseal(entry.sealed or b"", entry.leaf or b"") if look.keys else None
    except LogProblem:
        half = None
    if half is None:
        return f"The sealed half does not open with the secret of {entry.subject}."
    if commit(CITIZEN, half) != leaf.citizen:
        return "The sealed half is not the one that the log committed to."
    return "" if half.data == citizen_half(entry) else "Somebody changed whom or what the entry is about."


def tags(look: Look) -> str:
    """The tag of the leaf is the one of this subject and this number."""
    entry, leaf = look.entry, look.leaf
    if leaf is None or look.secret is None or not entry.subject:
        return ""
    if look.keys and entry.counter is not None and entry.counter >= 0 and look.keys.tag(entry.counter) == leaf.tag:
        return ""
    return f"This is not the entry number {entry.counter} of {entry.subject}."


def minutes_and_codes(look: Look) -> str:
    """The minute and the kind of deed that the world sees are those of the entry."""
    if look.leaf is None:
        return ""
    if look.leaf.minute != int(look.entry.at.timestamp()) // 60:
        return "The world was shown another minute than the entry has."
    return "" if look.leaf.action == kind_of(look.entry) else "The world was shown another kind of deed."


def back_dating(turn: Turn) -> str:
    """No entry is much older than those before it in the log."""
    if turn.minute is None or turn.minute >= turn.newest_minute - MINUTES_BACK:
        return ""
    late = turn.newest_minute - turn.minute
    return f"The entry says that it is {late} minutes older than one that was in the log before it."


def waiting(look: Look) -> str:
    """Each entry gets its place in the log, and the world a checkpoint with it, within a minute."""
    index = look.entry.log_index
    known = index is not None and index < look.facts.size
    if known or look.leaf is None or look.facts.moment - look.entry.at <= LONGEST_WAIT:
        return ""
    return "The entry waits for its place in the published log. Does the worker run?"


def erased_entries(look: Look) -> str:
    """A subject without a secret was erased by law: then nothing of him is left in the entry."""
    entry = look.entry
    if entry.subject.startswith(ERASED):
        return "" if is_blank(entry) else "The entry of an erased person speaks of him again."
    return f"The secret of {entry.subject} is gone without an erasure." if entry.subject and not look.secret else ""
