"""The procedure of a service for everybody and for officials, and the way of a case for its applicant."""

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue

from egov.audit.operations import OWN_FILE, About, Actor, record
from egov.cases.access import case_for_reader
from egov.db import transaction
from egov.editions.operations import service_for, service_in_force
from egov.errors import NotFound
from egov.identity.guards import current_person, official
from egov.identity.operations import actor_of
from egov.procedures.drawings import (
    desk_drawing_of,
    drawing_for_citizens,
    drawing_for_officials,
    place_of,
    say,
    way_of,
)
from egov.procedures.files import FORMATS
from egov.web import allow, anyone
from workflows.drawing.procedure import procedure_of

blueprint = Blueprint("procedures", __name__)


def init_procedures(app: Flask) -> None:
    """Register the pages, and offer the drawings of a case to its pages in the room of cases, which stands below."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(place_of=place_of, desk_drawing_of=desk_drawing_of)


@blueprint.get("/services/<name>/procedure")
@allow(anyone)
def procedure(name: str) -> ResponseReturnValue:
    """What the citizen meets, from the start to every end."""
    service = service_in_force(name)
    shown = drawing_for_citizens(service)
    return render_template("procedures/citizens.html", service=service, shown=shown, as_words=_as_words())


@blueprint.get("/office/procedures/<name>")
@allow(official)
def official_procedure(name: str) -> ResponseReturnValue:
    """All states, roles and clocks, the sentences of the procedure, and the files to take away."""
    service = service_in_force(name)
    return render_template(
        "procedures/officials.html",
        service=service,
        shown=drawing_for_officials(service),
        sections=procedure_of(service.workflow, say, service.days),
        formats=FORMATS,
    )


@blueprint.get("/office/procedures/<name>.<ending>")
@allow(official)
def download(name: str, ending: str) -> ResponseReturnValue:
    """The procedure as a file. Raises NotFound for an ending that nobody writes."""
    service = service_in_force(name)
    for kind in FORMATS.values():
        if kind.ending == ending:
            headers = {"Content-Disposition": f'attachment; filename="{service.name}.{ending}"'}
            return Response(kind.write(service), content_type=f"{kind.media_type}; charset=utf-8", headers=headers)
    raise NotFound()


@blueprint.get("/cases/<reference>/way")
@allow(anyone)
def case_way(reference: str) -> ResponseReturnValue:
    """Where a case stands in the whole way, for its applicant."""
    with transaction():
        case = case_for_reader(reference)
        person = current_person()
        actor = actor_of(person) if person else Actor()
        record(actor, "case_read", About(case.applicant_id, case.reference), purpose=OWN_FILE, read=True)
    service = service_for(case)
    shown = drawing_for_citizens(service, way_of(case))
    return render_template("procedures/way.html", case=case, service=service, shown=shown, as_words=_as_words())


def _as_words() -> bool:
    """Whether the reader asked for the words in place of the drawing."""
    return request.args.get("as") == "words"
