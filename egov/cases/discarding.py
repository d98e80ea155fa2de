"""A draft that nobody will send: what was answered goes, by its person's wish or when it has lain for too long.

Its row stays, empty: a number that was given to somebody else would open his draft to who had this one.
"""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Select, select

from egov.audit.operations import APPLYING, DISPOSING, SYSTEM, About, record
from egov.cases.models import Case, Draft
from egov.db import db
from egov.files.naming import let_go
from egov.identity.operations import actor_of

MARK = "discarded"  # in place of the digest of a code
IS_THERE = Draft.code_hash.not_like(f"{MARK} %")
NOT_SENT = ~select(Case.id).where(Case.draft_id == Draft.id).exists()


def kept_for() -> timedelta:
    """For how long a draft is kept after its last change (``DRAFTS_KEPT``); no time at all is for ever."""
    time: timedelta = current_app.config["DRAFTS_KEPT"]
    return time


def discard(draft: Draft) -> None:
    """Delete what was answered and not sent, in the open transaction."""
    person = draft.person
    _empty(draft)
    details = {"service": draft.service}
    record(actor_of(person), "draft_deleted", About(person.id if person else None), purpose=APPLYING, details=details)


def is_discarded(draft: Draft) -> bool:
    """Whether only that there was a draft is left of it."""
    return draft.code_hash.startswith(MARK)


def left_since(moment: datetime) -> Select[Draft]:
    """The query for drafts that nobody has touched since then."""
    return select(Draft).where(Draft.updated_at < moment, IS_THERE, NOT_SENT)


def discard_left(moment: datetime, most: int) -> int:
    """Empty the next drafts that nobody has touched since then, in the open transaction; how many there were."""
    drafts = db.session.scalars(left_since(moment).order_by(Draft.id).limit(most).with_for_update(of=Draft)).all()
    for draft in drafts:
        _empty(draft)
    if drafts:
        record(SYSTEM, "drafts_deleted", About(), purpose=DISPOSING, details={"drafts": len(drafts)})
    return len(drafts)


def _empty(draft: Draft) -> None:
    let_go([draft.answers, draft.set_aside])
    draft.code_hash = f"{MARK} {draft.id}"
    draft.answers, draft.set_aside = {}, {}
    draft.person_id = draft.person = None
