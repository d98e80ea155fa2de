"""What becomes of a case whose years are over: who applied and what he wrote goes; that there was a case stays."""

import logging
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete

from egov.audit.erasure import erase
from egov.audit.models import Subject
from egov.audit.operations import DISPOSING, SYSTEM, About, record
from egov.cases.contents import read_contents
from egov.cases.disposed import mark_disposed
from egov.cases.models import Case, Draft
from egov.cases.publication import objections_to
from egov.db import db, transaction
from egov.documents.disposal import blank_what_is_over
from egov.files.naming import let_go
from egov.notifications.models import OutboxRow
from egov.retention.schedule import Rule, due, if_due, rules
from workflows.engine import By

AT_ONCE = 100

log = logging.getLogger(__name__)


def dispose_due() -> int:
    """Dispose of all cases that are due, each in a transaction of its own; how many there were.

    One that cannot be disposed of holds up no other: it is logged, and tried again the next time.
    """
    return sum(_is_disposed(rule, number) for rule in rules() if rule.years > 0 for number in _all_due(rule))


def dispose(rule: Rule, number: int) -> bool:
    """Dispose of a case, in the open transaction; False where it is not due any more.

    What stays is that a case of this service came, when, what was decided by which rule, and what was paid for it. A
    certificate that still holds stays as it is. Raises Conflict while an entry about an applicant without an account
    waits for its place in the log.
    """
    query = if_due(rule, number).with_for_update(of=Case)
    case = db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if case is None:
        return False
    read_contents(case)
    draft = db.session.get(Draft, case.draft_id)
    let_go([*_all_answers(case), draft and draft.answers, draft and draft.set_aside])
    _forget_in_log(case, f"{rule.years} years are over")
    _blank_lists(case)
    blank_what_is_over(case)
    _delete_letters(case)
    if draft:
        draft.answers, draft.set_aside, draft.person_id = {}, {}, None
    _blank(case)
    details = {"case": case.reference, "years": rule.years}
    record(SYSTEM, "case_disposed", About(), purpose=DISPOSING, details=details)
    return True


def _all_due(rule: Rule) -> Iterator[int]:
    after = 0
    while numbers := due(rule, after, AT_ONCE):
        yield from numbers
        after = numbers[-1]


def _is_disposed(rule: Rule, number: int) -> bool:
    try:
        with transaction():
            return dispose(rule, number)
    except Exception:  # Whatever is wrong with one case, the others must not wait for it.
        log.exception("case %s could not be disposed of; it is tried again", number)
        return False


def _all_answers(case: Case) -> list[Any]:
    """Whatever may name a file."""
    moves = [move.answers_before for move in case.moves]
    corrections = [each for one in case.corrections for each in (one.answers_before, one.answers)]
    return [case.answers, *moves, *corrections, *(message.files for message in case.messages)]


def _forget_in_log(case: Case, reason: str) -> None:
    """An applicant without an account is known to the log by the case alone; of others it is asked for by name."""
    name = f"case {case.reference}"
    subject = db.session.get(Subject, name)
    if subject is not None and subject.secret is not None:
        erase(name, SYSTEM, reason)


def _blank_lists(case: Case) -> None:
    """What people wrote in the course of the case. Who of the offices acted, and when, stays."""
    for step in case.steps:
        step.reason = ""
        if step.by == By.APPLICANT:
            step.person_id = step.person = None
    for review in case.reviews:
        review.question = review.opinion = ""
    for decision in case.decisions:
        decision.reasons, decision.facts = "", {}
    for move in case.moves:
        move.answers_before = {}
    for correction in case.corrections:
        correction.answers_before, correction.answers, correction.reason = {}, {}, ""
    if case.feedback:
        case.feedback.sentence = ""
    for written in (*case.messages, *case.notes, *objections_to(case)):
        db.session.delete(written)


def _delete_letters(case: Case) -> None:
    query = delete(OutboxRow).where(OutboxRow.case_reference == case.reference)
    db.session.execute(query.execution_options(synchronize_session=False))


def _blank(case: Case) -> None:
    mark_disposed(case)
    case.answers, case.subject_key = {}, None
    case.applicant_id = case.applicant = None
    case.applicant_name = case.applicant_identifier = case.search_name = case.search_other_name = ""
    case.email = case.phone = case.household = ""
