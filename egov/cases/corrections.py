"""Putting right what was issued by mistake: one officer proposes, another confirms, and nothing is decided anew."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import select

from egov.audit.operations import DECIDING, About, Actor, record
from egov.cases.answers import answers_of, sections_of
from egov.cases.confirming import confirmed
from egov.cases.correction_form import Part, answers_with
from egov.cases.models import Case, Correction
from egov.cases.printable import missing_on_certificate, printable
from egov.cases.steps import Taken, step_open_to, take_step
from egov.catalogue import Service
from egov.clock import now
from egov.country.money import Money, format_money
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.operations import service_for, service_of_edition
from egov.errors import BadInput, Conflict
from egov.forms.companies import CompanyField
from egov.forms.flow import counting, is_complete, visible
from egov.forms.page import Page, questions_of
from egov.identity.models import Person
from egov.texts import Text, _, current_language
from workflows.correction import PROPOSE
from workflows.engine import By

Line = tuple[str, int, str]  # the title of a page, the number of a repeated one, the question
NOTHING = "–"  # stands where a question is answered only before, or only after
OTHER_ANSWERS = _("The answers of this case have changed since you opened the page. Look at what is different now.")
OUTDATED = _("The case has changed since this was proposed. Reject the correction, and propose it again.")


@dataclass(frozen=True)
class Sent:
    """What an officer sends: the pages as he corrected them, why, and the mark of the answers that he saw."""

    parts: Sequence[Part]
    reason: str
    seen: str


class Difference(NamedTuple):
    """An answer before and after a correction, in words."""

    question: str
    before: str
    after: str


def check_may_propose(case: Case, person: Person) -> None:
    """Raises Conflict where nothing can be corrected now, NotAllowed for somebody else than an officer of the desk."""
    step_open_to(case, PROPOSE, Taken(By.OFFICER, person))


def propose_correction(case: Case, person: Person, sent: Sent) -> bool:
    """Write down what is right, in the open transaction; False where a question carries a sentence about its answer.

    Raises Conflict where the officer saw other answers than the case has, or where a step is no longer possible;
    NotAllowed; BadInput without a reason or a difference, or where it would be more than a correction.
    """
    check_may_propose(case, person)
    if sent.seen != mark_of(case):
        raise Conflict(OTHER_ANSWERS)
    if not sent.reason.strip():
        raise BadInput(_("Write the reason: the applicant will read it."))
    if [part for part in sent.parts if not part.form.validate()]:
        return False
    _check_is_correction(case, answers_with(case, sent.parts))
    actor, changed = Actor(person.id, person.name, case.desk), [q for part in sent.parts for q in part.changed]
    letters = missing_on_certificate(service_for(case), answers_with(case, sent.parts))
    if not confirmed(changed, actor, purpose=DECIDING) or not printable(changed, letters):
        return False
    drop_correction(case)
    db.session.flush()  # before the new one is written: the database lets only one wait
    case.corrections.append(_correction(case, person, sent))
    details = {"questions": sorted({question.short_name for question in changed})}
    record(actor, "correction_proposed", About(case.applicant_id, case.reference), purpose=DECIDING, details=details)
    take_step(case, PROPOSE, Taken(By.OFFICER, person, sent.reason))
    return True


def apply_correction(case: Case) -> Correction:
    """Let the proposed answers be those of the case, and what is derived from them, in the open transaction.

    The applicant's name comes from his account and from no answer: it stays. Raises Conflict where nothing is proposed,
    where the case is no longer as it was then, or where there is another open case about the same thing.
    """
    correction = open_correction(case)
    if correction is None or (correction.edition_id, correction.answers_before) != (case.edition_id, case.answers):
        raise Conflict(OUTDATED)
    case.answers = dict(correction.answers)
    service = service_for(case)
    if service.one_case_for:
        case.subject_key = service.one_case_for(answers_of(case))
        _check_the_only_one(case)
    correction.settled_at, correction.confirmed = now(), True
    return correction


def drop_correction(case: Case) -> None:
    """Wait no longer for the confirmation of what was proposed, if anything was."""
    correction = open_correction(case)
    if correction:
        correction.settled_at = now()


def open_correction(case: Case) -> Correction | None:
    """What was proposed and is not settled yet."""
    return next((correction for correction in case.corrections if correction.settled_at is None), None)


def check_is_the_one(case: Case, number: int) -> None:
    """Raises Conflict unless the correction that waits is the one with this number: the officer saw another one."""
    correction = open_correction(case)
    if correction is None or correction.id != number:
        raise Conflict(_("Another correction was proposed since you opened the page. Look at it before you confirm."))


def mark_of(case: Case) -> str:
    """Tells the answers of a case from other ones."""
    return sha256(json.dumps(case.answers, sort_keys=True).encode()).hexdigest()[:16]


def differences_of(case: Case, correction: Correction) -> list[Difference]:
    """What a correction changes, by the questions that the case had then."""
    number = correction.edition_id
    service = service_for(case) if number is None else service_of_edition(number)
    return differences(service, correction.answers_before, correction.answers)


def differences(service: Service, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What is different between answers, page by page, in the current language."""
    old, new = _lines(service, before), _lines(service, after)
    return [
        Difference(_asked(*line), old.get(line, NOTHING), new.get(line, NOTHING))
        for line in dict.fromkeys([*old, *new])
        if old.get(line) != new.get(line)
    ]


def changes_in_words(found: Sequence[Difference]) -> str:
    """Differences as one line, in the current language."""
    return " · ".join(
        str(_("%(question)s: %(after)s instead of %(before)s", question=d.question, after=d.after, before=d.before))
        for d in found
    )


def other_fee(case: Case, answers: Mapping[str, Any]) -> Text | None:
    """A sentence where the fee would have been another one with these answers: a correction moves no money."""
    service, pack = service_for(case), current_pack()
    if service.fee is None:
        return None
    day = case.submitted_at.astimezone(pack.timezone).date()
    old, new = (service.fee_of(counting(service.pages, stored), day) for stored in (case.answers, answers))
    if old == new:
        return None
    words = [format_money(Money(amount, pack.currency.code), current_language()) for amount in (old, new)]
    return _(
        "With these answers the fee would have been %(new)s and not %(old)s. A correction asks for no money and pays "
        "none back.",
        old=words[0],
        new=words[1],
    )


def _check_is_correction(case: Case, answers: Mapping[str, Any]) -> None:
    pages = service_for(case).pages
    if answers == case.answers:
        raise BadInput(_("Nothing is different yet. Change the answer that is wrong."))
    known, now_asked = visible(pages, case.answers), visible(pages, answers)
    if [page for page in known if page not in now_asked and _names_applicant(page)]:
        raise BadInput(_("Who applied is no clerical error. Use a new application."))
    for page in now_asked:
        if page not in known and not is_complete(page, answers):
            words = {"page": page.title}
            raise BadInput(_("With this answer, “%(page)s” would have been asked too. Use a new application.", **words))


def _names_applicant(page: type[Page]) -> bool:
    return any(isinstance(question, CompanyField) for question in questions_of(page))


def _check_the_only_one(case: Case) -> None:
    same = select(Case.reference).where(
        Case.service == case.service, Case.subject_key == case.subject_key, Case.closed_at.is_(None), Case.id != case.id
    )
    other = db.session.scalar(same)
    if other:
        raise Conflict(_("There is already a case about this: %(reference)s.", reference=other))


def _correction(case: Case, person: Person, sent: Sent) -> Correction:
    return Correction(
        edition_id=case.edition_id,
        answers_before=dict(case.answers),
        answers=answers_with(case, sent.parts),
        reason=sent.reason.strip(),
        person_id=person.id,
        person=person,
        at=now(),
    )


def _lines(service: Service, stored: Mapping[str, Any]) -> dict[Line, str]:
    """Every answer in words, by page, number and question."""
    return {
        (section.title, section.item, question): words
        for section in sections_of(service, stored)
        for question, words in section.rows
    }


def _asked(title: str, number: int, question: str) -> str:
    """A question, with what it is about where a page was filled in several times."""
    if not number:
        return question
    return str(_("%(title)s %(number)s: %(question)s", title=title, number=number, question=question))
