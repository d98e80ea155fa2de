"""Taking out of a draft what was answered: one of several items, one file, or everything."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from egov.cases.access import draft_here
from egov.cases.blueprint import blueprint
from egov.cases.discarding import discard
from egov.cases.drafts import remove_file, remove_item
from egov.cases.places import check_not_sent, place_here
from egov.db import transaction
from egov.editions.operations import service_for
from egov.texts import _
from egov.web import allow, anyone


@blueprint.post("/drafts/<int:number>/<slug>/remove")
@allow(anyone)
def remove(number: int, slug: str) -> ResponseReturnValue:
    with transaction():
        remove_item(place_here(draft_here(number, lock=True), slug))
    return redirect(url_for("cases.page", number=number, slug=slug))


@blueprint.post("/drafts/<int:number>/<slug>/files/<int:file>/remove")
@allow(anyone)
def remove_sent_file(number: int, slug: str, file: int) -> ResponseReturnValue:
    with transaction():
        name = remove_file(place_here(draft_here(number, lock=True), slug), file)
    if name:
        flash(str(_("%(name)s was removed.", name=name)), "success")
    came_from: dict[str, Any] = {"from": request.args.get("from")}
    return redirect(url_for("cases.page", number=number, slug=slug, **came_from))


@blueprint.get("/drafts/<int:number>/delete-your-answers")
@allow(anyone)
def ask_to_delete(number: int) -> ResponseReturnValue:
    here = draft_here(number)
    check_not_sent(here)
    return render_template("cases/delete.html", draft=here, service=service_for(here))


@blueprint.post("/drafts/<int:number>/delete-your-answers")
@allow(anyone)
def delete(number: int) -> ResponseReturnValue:
    """Part with what was answered: who has changed his mind need not leave it here."""
    with transaction():
        here = draft_here(number, lock=True)
        check_not_sent(here)
        owned = here.person_id is not None
        discard(here)
    for key in ("code", "contact"):
        session.pop(f"{key}-{number}", None)
    flash(str(_("Your answers were deleted.")), "success")
    return redirect(url_for("cases.mine" if owned else "cases.catalogue"))
