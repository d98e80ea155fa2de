"""The pages of the course, in a demonstration only."""

from flask import Blueprint, Flask, Response, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue

from egov.country.pack import current_pack
from egov.course.documents import PICTURES, SHELVES, Document, lesson, page_of_handbook, shelf
from egov.course.exercises import EXERCISES
from egov.course.marks import all_seen
from egov.course.rendering import as_piece_of_page
from egov.errors import NotFound, Problem
from egov.identity.guards import in_a_demonstration
from egov.texts import current_language
from egov.web import allow

blueprint = Blueprint("course", __name__, url_prefix="/course")


def init_course(app: Flask) -> None:
    """Offer the course where the application is a demonstration."""
    if app.config["DEMO"]:
        app.register_blueprint(blueprint)


@blueprint.get("")
@allow(in_a_demonstration)
def contents() -> ResponseReturnValue:
    lessons = {name: lesson(name, current_language()) for name in EXERCISES}
    shelves = [(folder, title, shelf(folder)) for folder, title in SHELVES.items()]
    return render_template("course/contents.html", lessons=lessons, shelves=shelves)


@blueprint.get("/lessons/<name>")
@allow(in_a_demonstration)
def lesson_page(name: str) -> ResponseReturnValue:
    """A lesson, and below it what is seen of its exercise."""
    if name not in EXERCISES:
        raise NotFound()
    exercise, typed, names = EXERCISES[name], request.args.get("of", "").strip(), [*EXERCISES]
    marks, wrong = [], None
    if typed or exercise.asks is None:
        try:
            marks = [*exercise.check(typed)]
        except Problem as problem:
            wrong = problem
    place = names.index(name)
    return render_template(
        "course/lesson.html", exercise=exercise, typed=typed, marks=marks, done=bool(marks) and all_seen(marks),
        errors=[("of", wrong.sentence)] if wrong else [], number=place + 1,
        following=names[place + 1] if place + 1 < len(names) else "", **_shown(lesson(name, current_language())),
    ), wrong.status if wrong else 200  # fmt: skip


@blueprint.get("/read/<path:place>")
@allow(in_a_demonstration)
def handbook_page(place: str) -> ResponseReturnValue:
    return render_template("course/page.html", **_shown(page_of_handbook(place)))


@blueprint.get("/pictures/<name>")
@allow(in_a_demonstration)
def picture(name: str) -> Response:
    return send_from_directory(PICTURES, name)


def _shown(document: Document) -> dict[str, object]:
    direction = current_pack().language(document.language).direction
    return {"document": document, "body": as_piece_of_page(document), "body_direction": direction}
