"""Who may open a draft or a case: its person, the browser that holds its code, or an official of its offices."""

from datetime import datetime, timedelta
from typing import Literal

from flask import session
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from egov.audit.operations import About
from egov.cases.codes import clean_reference, hash_code
from egov.cases.contents import read_contents
from egov.cases.discarding import IS_THERE, NOT_SENT, is_discarded
from egov.cases.models import Case, Draft
from egov.cases.news import last_look
from egov.country.pack import current_pack
from egov.db import db
from egov.errors import NotAllowed, NotFound
from egov.identity.guards import current_person, this_person
from egov.identity.models import Person
from egov.texts import _

Kind = Literal["drafts", "cases"]
MOST_HELD = 20
AGAIN = timedelta(minutes=10)  # the same from the same person in this time: he has pressed twice
TO_READ = select(Case).options(joinedload(Case.edition)).where(Case.reference == bindparam("reference"))
BEGUN = (
    select(Draft).where(Draft.service == bindparam("service"), IS_THERE, NOT_SENT)
    .order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(1)
)  # fmt: skip
BEGUN_BY_PERSON = BEGUN.where(Draft.person_id == bindparam("person"))
BEGUN_WITHOUT_ACCOUNT = BEGUN.where(Draft.person_id.is_(None), Draft.id.in_(bindparam("held", expanding=True)))
TO_READ_AT_DESK = TO_READ.add_columns(last_look())
TO_CHANGE = TO_READ.with_for_update(of=Case, key_share=True)


def hold(kind: Kind, number: int) -> None:
    """Let this browser open a draft or a case until its session ends; after the commit, as a number may be given again
    to somebody else's where the transaction that made it failed."""
    held = [*session.get(kind, []), number]
    session[kind] = held[-MOST_HELD:]


def is_held(kind: Kind, number: int) -> bool:
    """Whether this browser has shown the code of the draft or case."""
    return number in session.get(kind, [])


def draft_here(number: int, *, lock: bool = False) -> Draft:
    """The draft, if it belongs to whoever asks. Raises NotFound for all others: they learn nothing.

    One under ``lock`` is changed and submitted by nobody else before the transaction ends (SQLite locks the whole file
    anyway).
    """
    draft = db.session.get(Draft, number, with_for_update={"of": Draft} if lock else None)
    person = current_person()
    if draft is None or is_discarded(draft):
        raise NotFound()
    own = person is not None and draft.person_id == person.id
    if own or (draft.person_id is None and is_held("drafts", number)):
        return draft
    if person is None and draft.person_id is not None:
        this_person()
    raise NotFound()


def begun_here(service: str) -> Draft | None:
    """The draft of a service that whoever asks touched last and has not sent; None where he has begun none."""
    person, held = current_person(), session.get("drafts", [])
    if person is None and not held:
        return None
    if person:
        return db.session.scalar(BEGUN_BY_PERSON, {"person": person.id, "service": service})
    return db.session.scalar(BEGUN_WITHOUT_ACCOUNT, {"held": held, "service": service})


def case_with(reference: str, *, lock: bool = False) -> Case:
    """The case with this reference, however it is typed, with its lists. Raises NotFound.

    One under ``lock`` is for a change: its lists are read after it is locked, so they hold what the one before us did,
    and nobody else writes about it before the transaction ends (SQLite locks the whole file anyway).
    """
    cleaned = clean_reference(reference)
    case = db.session.scalar(TO_CHANGE if lock else TO_READ, {"reference": cleaned}) if cleaned else None
    return _with_lists(case)


def _with_lists(case: Case | None) -> Case:
    if case is None:
        raise NotFound()
    if case.edition is None:  # also where it was moved while we waited: PostgreSQL joins what it has read before that
        db.session.expire(case, ["edition"])
    read_contents(case)
    return case


def about_case(reference: str) -> About:
    """Whom an entry about the case with this reference is about, exactly as it is written; nobody where there is none.

    Who asks for a case by its reference alone looks at its applicant's, and finds himself in the applicant's list.
    """
    row = db.session.execute(select(Case.applicant_id, Case.reference).filter_by(reference=reference)).one_or_none()
    return About(*row) if row else About()


def case_for_reader(reference: str, *, lock: bool = False) -> Case:
    """The case for its applicant, under ``lock`` for a change.

    Raises SignInNeeded for somebody signed out, NotFound for a stranger.
    """
    case = case_with(reference, lock=lock)
    check_reader(case)
    return case


def check_reader(case: Case) -> None:
    """Raises SignInNeeded for somebody signed out, NotFound for a stranger: the case is its applicant's."""
    person = current_person()
    if is_held("cases", case.id) or (person is not None and person.id == case.applicant_id):
        return
    if person is None:
        this_person()
    raise NotFound()


def case_at_desk(reference: str, *, lock: bool = False) -> Case:
    """The case for an officer of its office or a reviewer who was asked, under ``lock`` for a change.

    Raises NotAllowed for other officials.
    """
    case = case_with(reference, lock=lock)
    _check_at_desk(case)
    return case


def case_and_last_look(reference: str) -> tuple[Case, datetime | None]:
    """The case for an official as above, and when he opened it last; in one question, as it is asked often."""
    asked = {"reference": clean_reference(reference) or "", "reader": this_person().id}
    case, looked_at = db.session.execute(TO_READ_AT_DESK, asked).one_or_none() or (None, None)
    case = _with_lists(case)
    _check_at_desk(case)
    return case, looked_at


def _check_at_desk(case: Case) -> None:
    if not may_see_at_desk(case, this_person()):
        raise NotAllowed(_("This case belongs to another office."))


def may_see_at_desk(case: Case, person: Person) -> bool:
    """Officers see the cases of their office, reviewers those they were asked about, judges those under appeal."""
    return bool(office_at_desk(case, person))


def office_at_desk(case: Case, person: Person) -> str:
    """At which office the person may see the case, wherever it lies now; empty where he may not."""
    if person.holds("officer", case.service, case.office):
        return case.office
    appeal_body = current_pack().office(case.office).appeal_body
    if person.holds("appeal", case.service, appeal_body) and any(step.action == "appeal" for step in case.steps):
        return appeal_body
    asked = (review.office for review in case.reviews)
    return next((office for office in asked if person.holds("reviewer", case.service, office)), "")


def open_by_code(typed: str) -> Draft | Case:
    """The draft or case that a code opens, held by this browser from now on. Raises NotFound."""
    code_hash = hash_code(typed)
    case = db.session.scalar(select(Case).filter_by(code_hash=code_hash))
    if case:
        hold("cases", case.id)
        return case
    draft = db.session.scalar(select(Draft).filter_by(code_hash=code_hash))
    if draft is None or draft.person_id is not None:
        raise NotFound(_("This code does not open anything. Check each letter and number."))
    hold("drafts", draft.id)
    return draft
