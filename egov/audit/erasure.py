"""Erasure by law: the halves that speak of somebody are forgotten everywhere, and all proofs stay valid.

What is left of his entries are the official halves: that somebody at an office did something at a time. Where he acted
himself his name stays in them, as in any procedure that he took part in. The log remembers that there was an erasure,
of how many entries, and a digest over their leaves, so that nobody can take it for one that there was not.
"""

import hashlib
import re
from dataclasses import dataclass

from sqlalchemy import select, update

from egov.audit.models import Entry, Subject
from egov.audit.operations import About, Actor, record
from egov.clock import now
from egov.db import db
from egov.errors import Conflict, NotFound
from egov.texts import N_, _

ERASED, DEED = "erased ", "erased"
ERASING = N_("erasing personal data by law")
CLAIM = re.compile(r"\[([0-9]{1,15}) entries, SHA-256 ([0-9a-f]{64})\]$")
AT_ONCE = 1000
NOBODY: dict[str, object] = {"subject_id": None, "case_reference": "", "counter": None, "sealed": None}
BLANK = {**NOBODY, "details": {}}


@dataclass(frozen=True)
class Claim:
    """What the entry of an erasure says: how many entries were erased, and the SHA-256 over their leaves in order."""

    entries: int
    digest: str

    @property
    def words(self) -> str:
        """As it stands at the end of the legal basis."""
        return f"[{self.entries} entries, SHA-256 {self.digest}]"


def erase(subject_name: str, actor: Actor, reason: str) -> int:
    """Forget somebody, inside the open transaction; how many entries spoke of him.

    Raises NotFound for a stranger, and Conflict while an entry about him still waits for its place in the log.
    """
    subject = db.session.get(Subject, subject_name, with_for_update=True)
    if subject is None or subject.secret is None:
        raise NotFound(_("The log does not speak of this person or case."))
    about = Entry.subject == subject_name
    if db.session.scalar(select(Entry.id).where(about, Entry.log_index.is_(None)).limit(1)):
        raise Conflict(_("Entries about this person still wait for their place in the log. Try again in a minute."))
    claim = _claim_over(subject_name)
    db.session.execute(update(Entry).where(about).values(**_blank(claim)).execution_options(synchronize_session=False))
    subject.secret, subject.counter, subject.erased_at = None, 0, now()
    record(actor, DEED, About(), purpose=ERASING, legal_basis=f"{reason} {claim.words}")
    return claim.entries


def claim_of(entry: Entry) -> Claim | None:
    """What the entry claims to have erased, if it is one of an erasure."""
    found = CLAIM.search(entry.legal_basis) if entry.action == DEED else None
    return Claim(int(found[1]), found[2]) if found else None


def is_about_nobody(entry: Entry) -> bool:
    """Whether no column of the entry names anybody."""
    return {name: getattr(entry, name) for name in NOBODY} == NOBODY


def is_blank(entry: Entry) -> bool:
    """Whether the entry speaks of nobody any more."""
    return is_about_nobody(entry) and entry.details == {}


def _blank(claim: Claim) -> dict[str, object]:
    return {**BLANK, "subject": ERASED + claim.digest}


def _claim_over(subject_name: str) -> Claim:
    leaves = select(Entry.leaf).where(Entry.subject == subject_name).order_by(Entry.log_index)
    count, digest = 0, hashlib.sha256()
    for leaf in db.session.scalars(leaves.execution_options(yield_per=AT_ONCE)):
        count += 1
        digest.update(leaf or b"")
    return Claim(count, digest.hexdigest())
