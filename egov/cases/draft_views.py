"""Filling in a form: one page at a time, saved after each, checked at the end, submitted once."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from egov.cases.access import draft_here, hold, open_by_code
from egov.cases.answer_files import Files, receive_files
from egov.cases.answers import answers_of, found_records, sections_of
from egov.cases.blueprint import blueprint
from egov.cases.discarding import kept_for
from egov.cases.drafts import Place, opened, prefill, save_page, tell_unprintable
from egov.cases.models import Draft
from egov.cases.new_rules import follow_new_rules, new_rules_for
from egov.cases.offers import check_offered
from egov.cases.places import place_here
from egov.cases.printable import Unprintable, unprintable_page
from egov.cases.submission import Contact, RulesChanged, case_of, fee_at_once, submit
from egov.country.money import Money
from egov.country.pack import current_pack
from egov.db import transaction
from egov.editions.operations import service_for, service_in_force
from egov.errors import Problem
from egov.forms.fields import EmailField
from egov.forms.flow import counting, first_gap, page_after, page_before, visible
from egov.forms.page import Page
from egov.forms.people import PhoneField
from egov.forms.uploads import FileField
from egov.texts import _
from egov.web import allow, anyone, limiter

BESIDE_ANSWERS = ("csrf_token", "seen", "go_on")  # what a page of a form sends besides the answers


class ContactPage(Page):
    """How the applicant wants to hear from us."""

    title = _("How can we reach you?")
    email = EmailField(_("E-mail address"), optional=True)
    phone = PhoneField(_("Mobile phone number"), optional=True)


@blueprint.get("/drafts/<int:number>/<slug>")
@allow(anyone)
def page(number: int, slug: str) -> ResponseReturnValue:
    here = draft_here(number)
    if new_rules_for(here) and not case_of(here):
        return redirect(url_for("cases.new_rules", number=number))
    place = place_here(here, slug)
    form = opened(place)
    prefill(place, form, counting(service_for(place.draft).pages, place.draft.answers))
    tell_unprintable(place, form)
    return _show(place, form)


@blueprint.post("/drafts/<int:number>/<slug>")
@allow(anyone)
@limiter.limit("60 per minute")
def save(number: int, slug: str) -> ResponseReturnValue:
    goes_on = bool(request.form.get("go_on"))
    if goes_on and not _something_typed() and draft_here(number).answers.get(slug):
        return redirect(_following(draft_here(number), slug))
    files: Files = {}
    if _files_came():
        place = place_here(draft_here(number), slug)
        form = opened(place, _sent())
        received = receive_files(form)
        if received is None:
            return _show(place, form), 400
        files = received
    with transaction():
        place = place_here(draft_here(number, lock=True), slug)
        form = opened(place, _sent())
        valid = save_page(place, form, files)
    if not valid:
        return _show(place, form), 400
    if place.page.repeats and not goes_on:
        return redirect(url_for("cases.page", number=number, slug=slug))
    return redirect(_following(place.draft, slug))


@blueprint.get("/drafts/<int:number>")
@allow(anyone)
def draft(number: int) -> ResponseReturnValue:
    """Go on where one stopped."""
    here = draft_here(number)
    sent = case_of(here)
    if sent:
        return redirect(url_for("cases.case_page", reference=sent.reference))
    check_offered(here.service)
    if new_rules_for(here):
        return redirect(url_for("cases.new_rules", number=number))
    gap = _next_to_answer(here)
    if gap is None:
        return redirect(url_for("cases.check", number=number))
    slug, item = gap[0].slug(), gap[1]
    back: dict[str, Any] = {"from": "check"}  # after this page comes the next one that is not complete
    return redirect(url_for("cases.page", number=number, slug=slug, item=item, **back))


@blueprint.get("/drafts/<int:number>/new-rules")
@allow(anyone)
def new_rules(number: int) -> ResponseReturnValue:
    """What has changed since the form was opened, before one goes on."""
    here = draft_here(number)
    rules = new_rules_for(here)
    if rules is None or case_of(here):
        return redirect(url_for("cases.draft", number=number))
    return render_template("cases/new_rules.html", service=service_in_force(here.service), draft=here, rules=rules)


@blueprint.post("/drafts/<int:number>/new-rules")
@allow(anyone)
def follow_rules(number: int) -> ResponseReturnValue:
    with transaction():
        here = draft_here(number, lock=True)
        if case_of(here) is None:
            follow_new_rules(here)
    return redirect(url_for("cases.draft", number=number))


@blueprint.get("/drafts/<int:number>/check-your-answers")
@allow(anyone)
def check(number: int) -> ResponseReturnValue:
    here = draft_here(number)
    if case_of(here) or new_rules_for(here) or _next_to_answer(here):
        return redirect(url_for("cases.draft", number=number))
    check_offered(here.service)
    person = here.person
    known = {"email": person.email, "phone": person.phone} if person else {}
    known = session.get(f"contact-{number}", known)
    return _show_check(here, ContactPage(None, data=known))


@blueprint.post("/drafts/<int:number>/check-your-answers")
@allow(anyone)
def send(number: int) -> ResponseReturnValue:
    contact = ContactPage(request.form)
    if not contact.validate():
        return _show_check(draft_here(number), contact), 400
    entered = contact.entered()
    try:
        with transaction():
            here = draft_here(number, lock=True)
            case = submit(here, Contact(entered["email"] or "", entered["phone"] or ""))
    except Unprintable:
        session[f"contact-{number}"] = entered
        if _next_to_answer(draft_here(number)) is None:
            raise
        return redirect(url_for("cases.draft", number=number))  # which leads to the question
    except RulesChanged:
        session[f"contact-{number}"] = entered
        if new_rules_for(draft_here(number)) is None:  # what is to be followed went back with the transaction
            raise
        return redirect(url_for("cases.draft", number=number))
    if case.applicant_id is None:
        hold("cases", case.id)
    session.pop(f"contact-{number}", None)
    code = session.pop(f"code-{number}", "")
    if code and case.draft_id == number:  # the code of a form that came to an earlier case opens nothing
        session[f"case-code-{case.id}"] = code
    return redirect(url_for("cases.case_page", reference=case.reference, sent=1))


@blueprint.get("/resume")
@allow(anyone)
def resume() -> ResponseReturnValue:
    return render_template("cases/resume.html", typed="", sentence="")


@blueprint.post("/resume")
@allow(anyone)
@limiter.limit("10 per minute")
def open_code() -> ResponseReturnValue:
    typed = request.form.get("code", "")
    try:
        found = open_by_code(typed)
    except Problem as problem:
        return render_template("cases/resume.html", typed=typed, sentence=problem.sentence), 400
    if isinstance(found, Draft):
        return redirect(url_for("cases.draft", number=found.id))
    return redirect(url_for("cases.case_page", reference=found.reference))


def _next_to_answer(here: Draft) -> tuple[type[Page], int | None] | None:
    """The first page that is not complete or must be corrected, and which of a repeated one."""
    service = service_for(here)
    gap = first_gap(service.pages, here.answers)
    return (gap, None) if gap else unprintable_page(service, here.answers)


def _sent() -> MultiDict[str, Any]:
    return CombinedMultiDict([request.files, request.form])


def _something_typed() -> bool:
    """Whether a question of the page was answered, as by whoever fills in one more and goes on without adding it."""
    answers = (value for name, value in request.form.items(multi=True) if name not in BESIDE_ANSWERS)
    return any(value.strip() for value in answers) or _files_came()


def _files_came() -> bool:
    """Whether a file was sent: a browser sends a part without a name for a box that stays empty."""
    return any(file.filename for _name, file in request.files.items(multi=True))


def _following(here: Draft, slug: str) -> str:
    if request.args.get("from") == "check":
        return url_for("cases.draft", number=here.id)
    after = page_after(service_for(here).pages, here.answers, slug)
    if after is None:
        return url_for("cases.check", number=here.id)
    return url_for("cases.page", number=here.id, slug=after.slug())


def _show(place: Place, form: Page) -> str:
    here, service = place.draft, service_for(place.draft)
    shown = [page.slug() for page in visible(service.pages, here.answers)]
    before = page_before(service.pages, here.answers, place.page.slug())
    back = (
        url_for("cases.page", number=here.id, slug=before.slug())
        if before
        else url_for("cases.start_page", name=service.name)
    )
    items = [s for s in sections_of(service, here.answers) if s.page is place.page and s.item]
    removable = [] if place.page.repeats else _removable_files(form)
    return render_template(
        "cases/page.html", service=service, draft=here, form=form, place=place, back=back, items=items,
        removable=removable,
        position=shown.index(place.page.slug()) + 1, count=len(shown), records=found_records(service, here.answers),
        code=session.get(f"code-{here.id}", ""), days=kept_for().days,
        errors=[(question.name, question.errors[0]) for question in form.questions if question.errors],
    )  # fmt: skip


def _removable_files(form: Page) -> list[dict[str, Any]]:
    """The files that were sent with a page, each with a button from now on."""
    files: list[dict[str, Any]] = []
    for question in form.questions:
        if isinstance(question, FileField):
            question.removable = True
            files += question.data or []
    return files


def _show_check(here: Draft, contact: Page) -> str:
    service = service_for(here)
    fee = fee_at_once(service, answers_of(here))
    return render_template(
        "cases/check.html", service=service, draft=here, sections=sections_of(service, here.answers), contact=contact,
        office=current_pack().office_deciding(service.name),
        fee=Money(fee, current_pack().currency.code) if fee else None,
        errors=[(question.name, question.errors[0]) for question in contact.questions if question.errors],
    )  # fmt: skip
