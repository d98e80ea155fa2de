"""The applicant's side of a case: where it stands, what to do next, messages, papers, feedback."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from flask import flash, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from egov.audit.operations import DECIDING, EMERGENCY, OWN_FILE, About, record
from egov.cases.access import case_for_reader, case_with, may_see_at_desk, office_at_desk
from egov.cases.answers import all_files, sections_of
from egov.cases.blueprint import blueprint
from egov.cases.discarding import kept_for
from egov.cases.emergency import emergency_until
from egov.cases.messages import RATINGS, give_feedback, send_message
from egov.cases.models import Case, Draft
from egov.cases.papers import papers_of
from egov.cases.steps import Taken, possible_steps, step_open_to, take_step, workflow_of
from egov.cases.timeline import timeline_of
from egov.cases.words import appeal_in_words, decision_rows, in_words, state_in_words, writer_of
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.editions.operations import service_for, services_in_force
from egov.errors import BadInput, NotFound, Problem
from egov.files.operations import Received, content_of, keep, receive, stored_file
from egov.forms.uploads import too_many, what_is_taken
from egov.identity.guards import current_person, signed_in, this_person
from egov.identity.operations import actor_of
from egov.texts import _
from egov.web import allow, anyone, limiter
from workflows.engine import By

MOST_FILES = 5


@blueprint.get("/my")
@allow(signed_in)
def mine() -> ResponseReturnValue:
    """My cases and my drafts."""
    person = this_person()
    with transaction():
        record(actor_of(person), "cases_listed", About(person.id), purpose=OWN_FILE, read=True)
    begun = select(Draft).where(Draft.person_id == person.id, Draft.id.not_in(select(Case.draft_id)))
    sent = select(Case).filter_by(applicant_id=person.id)
    drafts = db.session.scalars(begun.order_by(Draft.id.desc()).limit(50)).unique().all()
    cases = db.session.scalars(sent.order_by(Case.id.desc()).limit(50)).unique().all()  # after them: none is missed
    services = services_in_force()
    return render_template(
        "cases/mine.html", drafts=drafts, cases=cases, services=services, state_of=state_in_words, days=kept_for().days
    )


@blueprint.get("/cases/<reference>")
@allow(anyone)
def case_page(reference: str) -> ResponseReturnValue:
    with transaction():
        case = case_for_reader(reference)
        _record_own_read(case)
    return _show(case)


@blueprint.get("/cases/<reference>/answers")
@allow(anyone)
def case_answers(reference: str) -> ResponseReturnValue:
    """What the applicant answered: a page of its own, since it may be long and the line slow."""
    with transaction():
        case = case_for_reader(reference)
        _record_own_read(case)
    sections = sections_of(service_for(case), case.answers)
    return render_template("cases/answers.html", case=case, sections=sections)


@blueprint.post("/cases/<reference>/steps/<action>")
@allow(anyone)
def applicant_step(reference: str, action: str) -> ResponseReturnValue:
    reason, wrong = request.form.get(f"reason-{action}", ""), "files"
    try:
        files = _received("files", reference, action) if action == "answer" else []
        wrong = f"reason-{action}"
        with transaction():
            case = case_for_reader(reference, lock=True)
            step = take_step(case, action, Taken(By.APPLICANT, current_person(), reason))
            if step.action == "answer":
                _send(case, reason, files)
    except Problem as problem:
        return _show(case_for_reader(reference), problem, wrong), problem.status
    flash(str(_("Done.")), "success")
    return redirect(url_for("cases.case_page", reference=reference))


@blueprint.post("/cases/<reference>/messages")
@allow(anyone)
@limiter.limit("20 per minute")
def applicant_message(reference: str) -> ResponseReturnValue:
    wrong = "message-files"
    try:
        files = _received("message-files", reference)
        wrong = "message"
        with transaction():
            _send(case_for_reader(reference, lock=True), request.form.get("message", ""), files)
    except Problem as problem:
        return _show(case_for_reader(reference), problem, wrong), problem.status
    flash(str(_("Your message was sent.")), "success")
    return redirect(url_for("cases.case_page", reference=reference))


@blueprint.post("/cases/<reference>/feedback")
@allow(anyone)
def feedback(reference: str) -> ResponseReturnValue:
    chosen, sentence = request.form.get("rating", ""), request.form.get("sentence", "")
    try:
        with transaction():
            give_feedback(case_for_reader(reference, lock=True), chosen, sentence)
    except Problem as problem:
        wrong = "sentence" if chosen in RATINGS else "rating"
        return _show(case_for_reader(reference), problem, wrong), problem.status
    flash(str(_("Thank you for your opinion.")), "success")
    return redirect(url_for("cases.case_page", reference=reference))


@blueprint.get("/cases/<reference>/files/<int:number>")
@allow(anyone)
def case_file(reference: str, number: int) -> ResponseReturnValue:
    """A file of the case, for its applicant and for officials who may see the case; always as a download."""
    with transaction():
        case = case_with(reference)
        person = current_person()
        if person is not None and may_see_at_desk(case, person):
            actor, purpose = actor_of(person, office_at_desk(case, person)), DECIDING
        elif person is not None and emergency_until(case, person):
            actor, purpose = actor_of(person, person.roles[0].office), EMERGENCY
        else:
            case, actor, purpose = case_for_reader(reference), actor_of(person), OWN_FILE
        if number not in {file["id"] for file in all_files(case)}:
            raise NotFound()
        file = stored_file(number)
        about = About(case.applicant_id, case.reference)
        record(actor, "file_read", about, purpose=purpose, read=True, details={"file": number})
    content = BytesIO(content_of(file))
    return send_file(content, mimetype=file.type, as_attachment=True, download_name=file.name)


def _received(box: str, reference: str, action: str = "") -> list[Received]:
    """The files sent in a box with a message or a step, put away before the transaction that keeps them.

    Raises BadInput for one that cannot be used, and for too many; and before any is put away what would be raised
    afterwards: SignInNeeded, NotFound for a stranger, Conflict where there is no such step.
    """
    sent = [file for file in request.files.getlist(box) if file.filename]
    if sent:
        case = case_for_reader(reference)
        if action:
            step_open_to(case, action, Taken(By.APPLICANT, current_person()))
    if len(sent) > MOST_FILES:
        raise BadInput(too_many(MOST_FILES))
    return [receive(file) for file in sent]


def _send(case: Case, text: str, files: Sequence[Received]) -> None:
    send_message(case, current_person(), text, from_office=False, files=[keep(file) for file in files])


def _record_own_read(case: Case) -> None:
    actor = actor_of(current_person())
    record(actor, "case_read", About(case.applicant_id, case.reference), purpose=OWN_FILE, read=True)


def _show(case: Case, problem: Problem | None = None, field: str = "") -> str:
    service = service_for(case)
    steps = [s for s in possible_steps(case, Taken(By.APPLICANT, current_person())) if s.action != "submit"]
    decision = case.decisions[-1] if case.decisions else None
    state = workflow_of(case).state(case.state)
    return render_template(
        "cases/case.html", case=case, service=service, state=state, steps=steps,
        timeline_items=timeline_of(case, state.for_applicant),
        decision=decision,
        office=current_pack().office(case.office), papers=papers_of(case),
        appeal_words=appeal_in_words(case, decision) if decision else None,
        feedback=case.feedback,
        code=session.get(f"case-code-{case.id}", ""), just_sent=request.args.get("sent"),
        errors=[(field, problem.sentence)] if problem else [], typed=cast(dict[str, Any], request.form),
        decision_rows=decision_rows, edition_in_words=in_words, writer_of=writer_of,
        files_hint=what_is_taken(MOST_FILES),
    )  # fmt: skip
