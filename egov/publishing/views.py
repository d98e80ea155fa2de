"""The pages of the ministry: which editions there are, what a new one would change, and its publication."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from egov.catalogue import all_services
from egov.country.days import today
from egov.country.formats import format_date
from egov.db import db, transaction
from egov.editions.models import HOLD, MOVE, PIN, Edition
from egov.errors import BadInput, NotAllowed, Problem
from egov.forms.dates import PARTS, date_boxes, read_date
from egov.identity.guards import this_person
from egov.identity.models import Person
from egov.publishing.crossing import bring_into_force
from egov.publishing.judging import Crossing
from egov.publishing.operations import POLICIES, Publication, end_hold, publish, take_back
from egov.publishing.preview import Preview, preview_of, previews_of
from egov.publishing.typed import Errors, question_to_map, read_crossing
from egov.publishing.words import FATES, TAGS
from egov.publishing.words import PARTS as PARTS_IN_WORDS
from egov.soundness.examination import Unsound
from egov.texts import _, current_language
from egov.web import allow

blueprint = Blueprint("publishing", __name__, url_prefix="/editions")
DAY = "day"


def publisher() -> None:
    """Lets pass who publishes the rules of a service."""
    if not this_person().holds("publisher"):
        raise NotAllowed(_("This page is for those who publish the rules of a service."))


@blueprint.get("")
@allow(publisher)
def editions() -> ResponseReturnValue:
    """All services with what is in force, and whether their folder holds something new."""
    return render_template("publishing/editions.html", previews=previews_of(_mine()))


@blueprint.get("/<name>")
@allow(publisher)
def edition(name: str) -> ResponseReturnValue:
    """What is new, what it means for the running cases, and the form to publish it."""
    _check_mine(name)
    return _show(preview_of(name), [], today())


@blueprint.post("/<name>")
@allow(publisher)
def publish_edition(name: str) -> ResponseReturnValue:
    """Look again with what was filled in, or publish."""
    _check_mine(name)
    preview, errors = _typed_preview(name)
    day, wrong_day = _day()
    errors += wrong_day
    if errors or "look" in request.form:
        return _show(preview, errors, day), 400 if errors else 200
    try:
        with transaction():
            chosen = Publication(request.form.get("policy", ""), day, preview.crossing)
            published = publish(name, chosen, this_person())
    except Unsound as refusal:
        return _show(preview, [("faults", refusal.sentence)], day), refusal.status
    except BadInput as problem:
        return _show(preview, [("policy", problem.sentence)], day), problem.status
    bring_into_force()
    words = {"number": published.number, "day": format_date(published.in_force_from, current_language())}
    flash(str(_("Edition %(number)s is published, in force from %(day)s.", **words)), "success")
    return redirect(url_for("publishing.edition", name=name))


@blueprint.post("/<name>/held")
@allow(publisher)
def decide_about_held(name: str) -> ResponseReturnValue:
    """End the wait of the cases that a new edition holds."""
    _check_mine(name)
    preview, errors = _typed_preview(name)
    if errors or preview.latest is None:
        return _show(preview, errors, today()), 400
    try:
        with transaction():
            held = db.session.get_one(Edition, preview.latest.id)
            end_hold(held, request.form.get("policy", ""), preview.crossing, this_person())
    except Problem as problem:
        return _show(preview, [("policy", problem.sentence)], today()), problem.status
    bring_into_force()
    flash(str(_("The cases that waited go on.")), "success")
    return redirect(url_for("publishing.edition", name=name))


@blueprint.post("/<name>/back")
@allow(publisher)
def back(name: str) -> ResponseReturnValue:
    """Take the last edition back."""
    _check_mine(name)
    with transaction():
        taken = take_back(name, this_person())
    bring_into_force()
    flash(str(_("Edition %(number)s was taken back.", number=taken.number)), "success")
    return redirect(url_for("publishing.edition", name=name))


def _mine() -> list[str]:
    person = this_person()
    return [name for name in all_services() if _publishes(person, name)]


def _publishes(person: Person, name: str) -> bool:
    return person.holds("publisher", name)


def _check_mine(name: str) -> None:
    if not _publishes(this_person(), name):
        raise NotAllowed(_("Somebody else publishes the rules of this service."))


def _typed_preview(name: str) -> tuple[Preview, Errors]:
    crossing, errors = read_crossing(preview_of(name).service, request.form)
    return preview_of(name, crossing), errors


def _day() -> tuple[date, Errors]:
    """The legal day of effect that was typed, with what is wrong about it."""
    try:
        return read_date({part: request.form.get(f"{DAY}-{part}", "") for part in PARTS}) or today(), []
    except ValueError as problem:
        return today(), [(DAY, problem.args[0])]


def _show(preview: Preview, errors: Errors, day: date) -> str:
    name, survey = preview.service.name, preview.survey
    unmapped = survey if preview.crossing == Crossing() else preview_of(name).survey  # each reads all running cases
    known = select(Edition).where(Edition.service == name).order_by(Edition.number.desc())
    states = [(state.code, _(state.label)) for state in preview.service.workflow.states if state.waits_for]
    form = request.form or None
    return render_template(
        "publishing/edition.html", preview=preview, survey=survey, service=preview.service,
        changes={part: [c for c in preview.changes if c.part == part] for part in PARTS_IN_WORDS},
        parts=PARTS_IN_WORDS, fates=FATES, tags=TAGS, policies=list(POLICIES.items()),
        after_hold=[(policy, POLICIES[policy]) for policy in (MOVE, PIN)], errors=errors, typed=request.form,
        held=bool(preview.latest and preview.latest.policy == HOLD), gone=unmapped.states, states=states,
        questions=[question_to_map(preview.service, question, form) for question in unmapped.questions],
        choices=unmapped.choices, day=date_boxes({p: request.form.get(f"{DAY}-{p}", "") for p in PARTS}, day),
        known=db.session.scalars(known).all(), has_earlier=bool(preview.edition and preview.edition.number > 1),
    )  # fmt: skip
