"""The officer's side of a case: all its facts, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.asked import row_number
from egov.audit.operations import ADVISING, DECIDING, Actor
from egov.cases.access import case_and_last_look, case_at_desk, may_see_at_desk, office_at_desk
from egov.cases.answers import all_files, sections_of
from egov.cases.bars import keys_about, reasons_to_stand_aside
from egov.cases.blueprint import blueprint
from egov.cases.claims import claim, hand_over, officers_beside, release, take_over
from egov.cases.corrections import check_is_the_one, differences_of, open_correction, other_fee
from egov.cases.deadlines import is_late
from egov.cases.disposed import is_disposed
from egov.cases.messages import send_message, write_note
from egov.cases.models import Case, Review
from egov.cases.news import SinceThen
from egov.cases.papers import papers_of
from egov.cases.publication import objections_to
from egov.cases.register_facts import keys_of_facts, record_look, register_facts
from egov.cases.reviews import Opinion, ask_opinions, give_opinion
from egov.cases.steps import Taken, desk_of, is_officer_for, possible_steps, take_step, workflow_of
from egov.cases.timeline import timeline_of
from egov.cases.way_back import way_back
from egov.cases.words import decision_rows, in_words, review_rows
from egov.country.pack import current_pack
from egov.db import transaction
from egov.editions.operations import service_for
from egov.errors import NotAllowed, Problem
from egov.identity.guards import official, this_person
from egov.identity.models import Person
from egov.registers.operations import find_all
from egov.texts import _
from egov.web import allow
from workflows.correction import CONFIRM, PROPOSE


@blueprint.get("/office/<reference>")
@allow(official)
def desk(reference: str) -> ResponseReturnValue:
    try:
        opened = open_at_desk(reference)
    except NotAllowed as refusal:
        words = {"sentence": refusal.sentence, "reference": reference, "list_left": way_back().address}
        return render_template("cases/not_yours.html", **words), refusal.status
    return _show(opened)


@dataclass(frozen=True)
class Opened:
    """A case before an official, and what came since he opened it last."""

    case: Case
    since: SinceThen


def open_at_desk(reference: str) -> Opened:
    """The case for an official who works on it; his look is recorded. Raises NotAllowed."""
    with transaction():
        case, looked_at = case_and_last_look(reference)
        person = this_person()
        advises = any(person.holds("reviewer", case.service, review.office) for review in case.reviews)
        advises = advises and not is_officer_for(case, person)
        purpose = ADVISING if advises else DECIDING
        record_look(case, Actor(person.id, person.name, office_at_desk(case, person)), purpose)
        return Opened(case, SinceThen(person.id, looked_at))


@blueprint.post("/office/<reference>/claim")
@allow(official)
def claim_case(reference: str) -> ResponseReturnValue:
    return _change(reference, lambda case: claim(case, this_person()))


@blueprint.post("/office/<reference>/release")
@allow(official)
def release_case(reference: str) -> ResponseReturnValue:
    return _change(reference, lambda case: release(case, this_person()))


@blueprint.post("/office/<reference>/hand-over")
@allow(official)
def hand_over_case(reference: str) -> ResponseReturnValue:
    colleague = request.form.get("colleague", default=0, type=row_number)
    return _change(reference, lambda case: hand_over(case, this_person(), colleague), "colleague")


@blueprint.post("/office/<reference>/take-over")
@allow(official)
def take_over_case(reference: str) -> ResponseReturnValue:
    reason = request.form.get("take_over", "")
    return _change(reference, lambda case: take_over(case, this_person(), reason), "take_over")


@blueprint.post("/office/<reference>/notes")
@allow(official)
def note(reference: str) -> ResponseReturnValue:
    return _change(reference, lambda case: write_note(case, this_person(), request.form.get("note", "")), "note")


@blueprint.post("/office/<reference>/messages")
@allow(official)
def office_message(reference: str) -> ResponseReturnValue:
    text = request.form.get("message", "")
    return _change(reference, lambda case: send_message(case, this_person(), text, from_office=True), "message")


@blueprint.post("/office/<reference>/steps/<action>")
@allow(official)
def officer_step(reference: str, action: str) -> ResponseReturnValue:
    reason, person = request.form.get(f"reason-{action}", ""), this_person()
    offices, ground = request.form.getlist("offices"), request.form.get(f"ground-{action}", "")
    if action == PROPOSE:
        return redirect(url_for("cases.correction", reference=reference))  # it takes more than a button

    def act(case: Case) -> None:
        if action == CONFIRM:
            check_is_the_one(case, request.form.get("correction", default=0, type=int))
        if action == "ask_opinions":
            ask_opinions(case, person, offices, reason)
        else:
            take_step(case, action, Taken(desk_of(case), person, reason, ground))

    return _change(reference, act, f"reason-{action}")


@blueprint.post("/office/<reference>/opinions/<int:number>")
@allow(official)
def opinion(reference: str, number: int) -> ResponseReturnValue:
    agrees = {"yes": True, "no": False}.get(request.form.get(f"favourable-{number}", ""))
    given = Opinion(agrees, request.form.get(f"opinion-{number}", ""))
    return _change(reference, lambda case: give_opinion(case, this_person(), number, given), f"opinion-{number}")


def _change(reference: str, act: Callable[[Case], object], field: str = "") -> ResponseReturnValue:
    """One operation on a case; when it is refused, the page comes back with the sentence and what was typed."""
    try:
        with transaction():
            act(case_at_desk(reference, lock=True))
    except Problem as problem:
        return _show(open_at_desk(reference), problem, field), problem.status  # it is a look, too
    flash(str(_("Done.")), "success")
    return redirect(url_for("cases.desk", reference=reference))


def _show(opened: Opened, problem: Problem | None = None, field: str = "") -> str:
    case, since = opened.case, opened.since
    person, service, pack = this_person(), service_for(case), current_pack()
    is_officer = is_officer_for(case, person)
    mine = is_officer and case.claimed_by_id == person.id
    beside = officers_beside(case, person) if mine else []
    records = find_all(keys_of_facts(case) | keys_about(case, [person, *beside]))
    aside = reasons_to_stand_aside(case, [person, *beside], records)
    barred = aside.get(person.id)
    state, objections = workflow_of(case).state(case.state), objections_to(case) if not barred else []
    return render_template(
        "cases/desk.html", case=case, service=service, state=state, is_officer=is_officer,
        mine=mine, steps=possible_steps(case, Taken(desk_of(case), person)) if is_officer and not barred else [],
        barred=barred, objections=objections, disposed=is_disposed(case),
        sections=sections_of(service, case.answers), facts=register_facts(case, records), papers=papers_of(case),
        reviewers=pack.offices_reviewing(case.service), pack_office=pack.office, is_late=is_late(case),
        colleagues=[other for other in beside if other.id not in aside], may_see=may_see_at_desk(case, person),
        my_reviews=_asked_of(person, case) if not barred else [], since=since, list_left=way_back().address,
        news=since.in_words(case, [one.at for one in objections]) if not barred else "",
        errors=[(field, problem.sentence)] if problem else [], typed=cast(dict[str, Any], request.form),
        timeline_items=timeline_of(case, state.label), decision_rows=decision_rows,
        edition_in_words=in_words, review_rows=review_rows, correction=open_correction(case),
        differences_of=differences_of, other_fee=other_fee,
        case_files=all_files(case), office_options=lambda offices: [(office.code, office.name) for office in offices],
        ground_options=lambda grounds: [("", _("Another one")), *grounds.items()],
        people_options=lambda people: [(other.id, other.name) for other in people],
    )  # fmt: skip


def _asked_of(person: Person, case: Case) -> list[Review]:
    """The opinions on the case that are still wanted from the person's offices."""
    wanted = [review for review in case.reviews if review.is_out]
    return [review for review in wanted if person.holds("reviewer", case.service, review.office)]
