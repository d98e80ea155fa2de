"""The page on which an officer corrects what was issued by mistake; a colleague confirms it at the desk."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.cases.access import case_at_desk
from egov.cases.blueprint import blueprint
from egov.cases.correction_form import Part, answers_with, parts_of
from egov.cases.corrections import Difference, Sent, check_may_propose, differences, mark_of, propose_correction
from egov.cases.desk_views import open_at_desk
from egov.cases.models import Case
from egov.db import transaction
from egov.editions.operations import service_for
from egov.errors import BadInput, Conflict, Problem
from egov.identity.guards import official, this_person
from egov.texts import _
from egov.web import allow
from workflows.correction import ASK, ASKED


@blueprint.get("/office/<reference>/correction")
@allow(official)
def correction(reference: str) -> ResponseReturnValue:
    """What was answered, to be corrected. Only who may propose a correction now sees it."""
    case = open_at_desk(reference).case
    check_may_propose(case, this_person())
    return _show(case, parts_of(case))


@blueprint.post("/office/<reference>/correction")
@allow(official)
def propose(reference: str) -> ResponseReturnValue:
    """Send the correction to a colleague; when that is refused, the page comes back with all that was typed."""
    parts: list[Part] = []
    try:
        with transaction():
            case = case_at_desk(reference, lock=True)
            parts = parts_of(case, request.form)
            sent = Sent(parts, request.form.get("reason", ""), request.form.get("seen", ""))
            proposed = propose_correction(case, this_person(), sent)
    except (BadInput, Conflict) as problem:
        return _show(open_at_desk(reference).case, parts, problem), problem.status  # it is a look, too
    if not proposed:
        return _show(open_at_desk(reference).case, parts), 400
    flash(str(_("The correction was sent to a second officer.")), "success")
    return redirect(url_for("cases.desk", reference=reference))


def _show(case: Case, parts: Sequence[Part], problem: Problem | None = None) -> str:
    wrong = [(question.name, question.error()) for part in parts for question in part.form.questions if question.errors]
    refused = [("reason", problem.sentence)] if problem else []
    return render_template(
        "cases/correction.html", case=case, service=service_for(case), parts=parts, seen=mark_of(case),
        asked=_asked(case), reason=request.form.get("reason", ""), errors=wrong or refused,
        different=_different(case, parts) if isinstance(problem, Conflict) else [],
    )  # fmt: skip


def _asked(case: Case) -> str:
    """What the holder wrote when he asked for the correction that is waited for."""
    asking = (step.reason for step in reversed(case.steps) if step.action == ASK)
    return next(asking, "") if case.state == ASKED else ""


def _different(case: Case, parts: Sequence[Part]) -> list[Difference]:
    """What would change now, for an officer who saw other answers than there are; nothing while some make no sense."""
    if not all(part.form.validate() for part in parts):
        return []
    return differences(service_for(case), case.answers, answers_with(case, parts))
