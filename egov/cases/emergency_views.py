"""The page on which an official opens a case that is not his, and the case to read and nothing else."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.cases.access import case_with, may_see_at_desk
from egov.cases.answers import all_files, sections_of
from egov.cases.blueprint import blueprint
from egov.cases.emergency import LONGEST_REASON, emergency_until, open_in_emergency, record_emergency_read
from egov.cases.register_facts import keys_of_facts, register_facts
from egov.cases.steps import workflow_of
from egov.cases.timeline import timeline_of
from egov.cases.words import decision_rows
from egov.db import transaction
from egov.editions.operations import service_for
from egov.errors import BadInput, Problem, TooMany
from egov.identity.guards import official, this_person
from egov.registers.operations import find_all
from egov.web import allow, limiter


@blueprint.get("/office/<reference>/emergency")
@allow(official)
def emergency(reference: str) -> ResponseReturnValue:
    """The question for the reason; within the hour, the case."""
    with transaction():
        case, person = case_with(reference), this_person()
        until = emergency_until(case, person)
        if until:
            record_emergency_read(case, person)
    if may_see_at_desk(case, person):
        return redirect(url_for("cases.desk", reference=case.reference))
    if until is None:
        return _ask(case.reference)
    state = workflow_of(case).state(case.state)
    return render_template(
        "cases/emergency_case.html", case=case, service=service_for(case), state=state, until=until,
        sections=sections_of(service_for(case), case.answers), case_files=all_files(case),
        facts=register_facts(case, find_all(keys_of_facts(case))),
        timeline_items=timeline_of(case, state.label), decision_rows=decision_rows,
    )  # fmt: skip


@blueprint.post("/office/<reference>/emergency")
@allow(official)
@limiter.limit("10 per hour")
def open_emergency(reference: str) -> ResponseReturnValue:
    """Take the reason."""
    try:
        with transaction():
            case = case_with(reference)
            open_in_emergency(case, this_person(), request.form.get("reason", ""))
    except (BadInput, TooMany) as problem:
        return _ask(reference, problem), problem.status
    return redirect(url_for("cases.emergency", reference=case.reference))


def _ask(reference: str, problem: Problem | None = None) -> str:
    errors = [("reason", problem.sentence)] if problem else []
    typed = request.form.get("reason", "")
    return render_template(
        "cases/emergency.html", reference=reference, errors=errors, typed=typed, longest=LONGEST_REASON
    )
