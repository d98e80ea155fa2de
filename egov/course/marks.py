"""What an exercise looks for, and the questions that its checks ask: whatever was done stands in the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from egov.audit.models import Entry
from egov.cases.models import Case
from egov.db import db
from egov.texts import Text, _


@dataclass(frozen=True)
class Mark:
    """One thing that was done or made, or not yet: then ``cure`` says what to do, with the ``command`` for it."""

    what: Text
    seen: bool
    cure: Text | str = ""
    command: str = ""


TAKING = ("case_claimed", "case_taken_over")
TYPE_THIS = _("Type this in the terminal:")


def all_seen(marks: Sequence[Mark]) -> bool:
    """Whether an exercise was done, all of it."""
    return all(mark.seen for mark in marks)


def done_about(case: Case) -> set[str]:
    """What was done about a case, by whom ever."""
    actions = select(Entry.action).where(Entry.case_reference == case.reference).distinct()
    return set(db.session.scalars(actions))


def done_by_applicant(case: Case, action: str) -> bool:
    """Whether the applicant did this about this very case; it may have been sent without an account."""
    his = Entry.case_reference == case.reference, Entry.actor_id == case.applicant_id, Entry.action == action
    return bool(db.session.scalar(select(exists().where(*his))))


def saw_who_looked(case: Case) -> bool:
    """Whether the applicant asked who looked at the file, since an officer took the case."""
    taken = select(func.min(Entry.id)).where(Entry.case_reference == case.reference, Entry.action.in_(TAKING))
    his = Entry.actor_id == case.applicant_id, Entry.action.in_(("access_list_read", "access_list_checked"))
    return bool(db.session.scalar(select(exists().where(*his, Entry.id > taken.scalar_subquery()))))


def done_for_service(name: str, action: str) -> bool:
    """Whether this was done about any case of a service."""
    about = Entry.case_reference == Case.reference, Case.service == name, Entry.action == action
    return bool(db.session.scalar(select(exists().where(*about))))
