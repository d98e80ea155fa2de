"""Submitting: a complete draft becomes a case, once, however often the button is pressed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from egov.cases.access import is_held
from egov.cases.answers import all_files, answers_of, sections_of
from egov.cases.bars import companies_in, stranger_to
from egov.cases.codes import new_reference
from egov.cases.models import Case, Draft
from egov.cases.moving import adopt
from egov.cases.new_rules import new_rules_under
from egov.cases.offers import check_offered
from egov.cases.printable import Unprintable, missing_on_certificate
from egov.cases.steps import Taken, take_step
from egov.catalogue import Service
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.crossings import let_nobody_cross
from egov.editions.models import Edition
from egov.editions.operations import edition_in_force, first_edition, service_of_edition
from egov.errors import BadInput, Conflict
from egov.forms.flow import first_gap, visible
from egov.forms.page import Answers, questions_of
from egov.forms.records import RecordField
from egov.registers.operations import find
from egov.texts import _, current_language
from workflows.engine import START, By, Facts, steps_from

CHANGED_SINCE = _("The rules have changed since you filled in the form. Open it again: your answers are kept.")
OF_DRAFT = select(Case).where(Case.draft_id == bindparam("draft"))  # asked at each page of a form


@dataclass(frozen=True)
class Contact:
    """How to reach the applicant about this case; both may be empty."""

    email: str = ""
    phone: str = ""


class RulesChanged(Conflict):
    """An edition has come into force since, which the applicant must see before he goes on."""


def submit(draft: Draft, contact: Contact) -> Case:
    """The case of the draft, made in the open transaction, or the one made before. One without an applicant's account
    is to be held by the browser once it is sure.

    Raises RulesChanged, NotOffered, BadInput when a page is not complete yet, Unprintable, and Unavailable for a fee
    that is none.
    """
    earlier = case_of(draft)
    if earlier:
        return earlier
    check_offered(draft.service)
    edition = _edition_for(draft.service)
    if new_rules_under(edition, draft):
        raise RulesChanged(CHANGED_SINCE)
    service, draft.edition_id = service_of_edition(edition.id), edition.id
    draft.updated_at = now()  # so nobody saves what he read before, nor does a process of an earlier version beside us
    if first_gap(service.pages, draft.answers):
        raise BadInput(_("Some questions are not answered yet."))
    letters = missing_on_certificate(service, draft.answers)
    if letters:
        raise Unprintable(letters)
    subject_key = service.one_case_for(answers_of(draft)) if service.one_case_for else None
    running = _running(service, subject_key)
    if running:
        return _rejoin(running, draft, service)
    _check_records(service, draft)
    service.fee_of(answers_of(draft), today())  # no case begins whose fee cannot be asked for
    case = _case_from(draft, service, contact)
    case.subject_key = subject_key
    db.session.add(case)
    _check_still_represents(case)
    take_step(case, "submit", Taken(By.APPLICANT, draft.person))
    return case


def fee_at_once(service: Service, answers: Answers) -> int:
    """What is to be paid as soon as the answers are sent: nothing where an office decides first, as on an objection."""
    fee = service.fee_of(answers, today())
    first = steps_from(service.workflow, START, By.APPLICANT, Facts(answers=answers, fee_due=fee > 0))
    return fee if any(step.does == "charge" for step in first) else 0


def _check_still_represents(case: Case) -> None:
    """Raises BadInput where the register has changed since the applicant named his company."""
    for number, name in companies_in(case):
        problem = stranger_to(number, name, case.applicant)
        if problem:
            raise BadInput(problem)


def _edition_for(name: str) -> Edition:
    """The edition that a new case follows; the cases of before do not leave it behind before the transaction ends."""
    let_nobody_cross(name)
    edition = edition_in_force(name)
    if edition is None:
        edition = first_edition(name)
        adopt(edition)
    return edition


def case_of(draft: Draft) -> Case | None:
    """The case that was made of the draft, if it was sent."""
    return db.session.scalar(OF_DRAFT, {"draft": draft.id})


def _running(service: Service, subject_key: str | None) -> Case | None:
    if subject_key is None:
        return None
    return db.session.scalar(select(Case).filter_by(service=service.name, subject_key=subject_key, closed_at=None))


def _rejoin(running: Case, draft: Draft, service: Service) -> Case:
    """The case that somebody began about the same before, where it is his or nobody's, waits to be paid, and says the
    same: then nothing is lost, and nothing is read that he does not know. Raises Conflict otherwise.
    """
    own = is_held("cases", running.id) or running.applicant_id in (None, draft.person_id)
    bare = running.waits_for == By.PAYMENT and not running.messages and not all_files(running)
    if own and bare and _in_words(service, running.answers) == _in_words(service, draft.answers):
        return running
    raise Conflict(
        _("There is already a case about this: %(reference)s. Nothing was sent now.", reference=running.reference)
    )


def _in_words(service: Service, stored: Mapping[str, Any]) -> list[object]:
    return [section.rows for section in sections_of(service, stored)]


def _check_records(service: Service, draft: Draft) -> None:
    """Raises BadInput where a register no longer says what it must: a notice was paid since the form was filled in."""
    for question, key in _records_in(service, draft.answers):
        problem = question.problem_with(find(question.register, key))
        if problem:
            raise BadInput(problem)


def _records_in(service: Service, stored: Mapping[str, Any]) -> Iterator[tuple[RecordField, str]]:
    for page in visible(service.pages, stored):
        for item in stored.get(page.slug(), []) if page.repeats else [stored]:
            for question in questions_of(page):
                if isinstance(question, RecordField) and item.get(question.short_name):
                    yield question, item[question.short_name]["key"]


def _case_from(draft: Draft, service: Service, contact: Contact) -> Case:
    person, office = draft.person, current_pack().office_deciding(service.name).code
    name = person.name if person else ""
    return Case(
        reference=_free_reference(service.prefix),
        draft_id=draft.id,
        edition_id=draft.edition_id,
        service=service.name,
        office=office,
        desk=office,
        entered_on=today(),
        state=START,
        waits_for="",
        answers=dict(draft.answers),
        language=current_language(),
        code_hash=draft.code_hash,
        applicant_id=person.id if person else None,
        applicant=person,
        applicant_name=name,
        applicant_identifier=person.identifier if person else "",
        search_name=name.casefold(),
        search_other_name=person.other_name.casefold() if person else "",
        email=contact.email or (person.email if person else ""),
        phone=contact.phone or (person.phone if person else ""),
        household=person.household if person else "",
        submitted_at=now(),
        queue_date=today(),
        steps=[],
        reviews=[],
        decisions=[],
    )


def _free_reference(prefix: str) -> str:
    while True:
        reference = new_reference(prefix, today().year)
        if db.session.scalar(select(Case.id).filter_by(reference=reference)) is None:
            return reference
