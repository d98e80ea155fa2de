"""A draft: begun, saved page by page, and submitted once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from egov.audit.operations import APPLYING, About, record
from egov.cases.answer_files import Files, keep_files
from egov.cases.bars import stranger_to
from egov.cases.codes import hash_code
from egov.cases.confirming import confirmed
from egov.cases.models import Draft
from egov.cases.printable import missing_on_certificate, printable
from egov.catalogue import Service
from egov.clock import now
from egov.country.days import today
from egov.db import db
from egov.editions.operations import edition_in_force, service_for
from egov.errors import Conflict, SignInNeeded
from egov.files.naming import let_go
from egov.forms.companies import CompanyField
from egov.forms.page import Page, questions_of, restore
from egov.forms.people import PersonField
from egov.forms.uploads import FileField
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.registers.operations import POPULATION, find
from egov.texts import _


def start_draft(service: Service, person: Person | None, code: str) -> Draft:
    """Begin a draft for a person, or for whoever has the code."""
    if service.account_needed and person is None:
        raise SignInNeeded(_("Sign in to apply for this: we must know who you are."))
    edition = edition_in_force(service.name)
    moment = now()
    draft = Draft(
        service=service.name,
        person_id=person.id if person else None,
        person=person,
        edition_id=edition.id if edition else None,
        code_hash=hash_code(code),
        answers={},
        set_aside={},
        created_at=moment,
        updated_at=moment,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


@dataclass(frozen=True)
class Place:
    """Which page of a draft is open; ``item`` is the index of a repeated one, None for a new one.

    ``seen`` is how many there were when the form was shown, None where no form was sent.
    """

    draft: Draft
    page: type[Page]
    item: int | None = None
    seen: int | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """The stored answers of this page."""
        if not self.page.repeats:
            return dict(self.draft.answers)
        items = self.draft.answers.get(self.page.slug(), [])
        return dict(items[self.item]) if self.item is not None and self.item < len(items) else {}


def opened(place: Place, formdata: MultiDict[str, Any] | None = None) -> Page:
    """The page with what was answered before, or what was sent now."""
    return place.page(formdata, data=restore(place.page, place.kept))


def tell_unprintable(place: Place, page: Page) -> None:
    """Put the sentence at each answer of the page that could not be printed on the certificate."""
    printable(page.questions, missing_on_certificate(service_for(place.draft), place.draft.answers))


def prefill(place: Place, page: Page, answers: dict[str, Any]) -> None:
    """Put the applicant's own facts from the population register where the page asks for him and is still empty."""
    person = place.draft.person
    for question in page.questions:
        if isinstance(question, PersonField) and not question.data and person and question.is_applicant(answers):
            facts = find(POPULATION, person.identifier)
            if facts:
                born = date.fromisoformat(facts["born"])
                value = {"identifier": person.identifier, "name": facts["name"], "born": born, "checked": today()}
                question.data = value


def save_page(place: Place, page: Page, files: Files) -> bool:
    """Save what was sent, in the open transaction; False when something on the page must be corrected.

    People and records are looked up first, so the page shows what the registers say.
    """
    known = page.validate() and confirmed(page.questions, actor_of(place.draft.person), purpose=APPLYING)
    valid = known and _may_be_applied_for(page, place.draft.person) and _may_be_printed(place, page)
    if not valid or not keep_files(page, files):
        return False
    _store(place, page.entered())
    return True


def remove_item(place: Place) -> None:
    """Take one item out of a repeated page, in the open transaction, and not the next one for a second press."""
    items = list(place.draft.answers.get(place.page.slug(), []))
    if place.seen not in (None, len(items)):
        return
    if place.item is not None and place.item < len(items):
        let_go(items.pop(place.item))
        place.draft.answers = {**place.draft.answers, place.page.slug(): items}
        place.draft.updated_at = now()


def remove_file(place: Place, number: int) -> str:
    """Take one file out of the answers of a page that is filled in once, in the open transaction, for good; its name,
    or nothing where it is not among them (any more)."""
    kept, draft = place.kept, place.draft
    for question in questions_of(place.page):
        files = kept.get(question.short_name) or [] if isinstance(question, FileField) else []
        gone = [file for file in files if file["id"] == number]
        if gone and not place.page.repeats:
            draft.answers = {**draft.answers, question.short_name: [file for file in files if file not in gone]}
            draft.updated_at = now()
            let_go(gone)
            about, details = About(draft.person_id), {"service": draft.service, "file": number}
            record(actor_of(draft.person), "draft_file_deleted", about, purpose=APPLYING, details=details)
            return str(gone[0]["name"])
    return ""


def _store(place: Place, entered: dict[str, Any]) -> None:
    draft, page = place.draft, place.page
    if page.repeats:
        items = list(draft.answers.get(page.slug(), []))
        if place.item is not None and place.item < len(items):
            items[place.item] = entered
        elif place.seen is not None and items[place.seen :] == [entered]:
            return  # the button was pressed twice
        elif len(items) < page.repeats:
            items.append(entered)
        else:
            raise Conflict(_("You cannot add more than %(most)s.", most=page.repeats))
        entered = {page.slug(): items}
    draft.answers = {**draft.answers, **entered}
    draft.updated_at = now()


def _may_be_applied_for(page: Page, person: Person | None) -> bool:
    """Whether the applicant represents each company that he names; else the question carries the sentence."""
    for question in page.questions:
        if isinstance(question, CompanyField) and question.data:
            problem = stranger_to(question.data["key"], question.name_in(question.data), person)
            if problem:
                question.errors = [problem]  # type: ignore[list-item]  # shown, not stored
                return False
    return True


def _may_be_printed(place: Place, page: Page) -> bool:
    """Whether what will stand on the certificate can be printed; else the question carries the sentence."""
    entered = {place.page.slug(): [page.entered()]} if place.page.repeats else page.entered()
    letters = missing_on_certificate(service_for(place.draft), {**place.draft.answers, **entered})
    return printable(page.questions, letters)
