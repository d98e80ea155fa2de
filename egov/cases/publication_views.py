"""Public pages: the applications that are published, and the form for who objects to one."""

from itertools import groupby
from operator import attrgetter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.cases.blueprint import blueprint
from egov.cases.publication import MOST_SHOWN, publication_of, publications, send_objection
from egov.country.formats import format_date
from egov.country.pack import current_pack
from egov.db import transaction
from egov.editions.operations import services_in_force
from egov.forms.fields import LongTextField, TextField
from egov.forms.page import Page
from egov.forms.places import area_in_words
from egov.texts import _, current_language
from egov.web import allow, anyone, limiter


class ObjectionPage(Page):
    """Who objects, and why. The applicant gets to read neither his name nor how to reach him."""

    title = _("Object to this application")
    name = TextField(_("Your name"), width="l")
    contact = TextField(_("How can we reach you?"), hint=_("An e-mail address, a telephone number or an address"))
    text = LongTextField(_("Why do you object?"))


@blueprint.get("/published")
@allow(anyone)
def published() -> ResponseReturnValue:
    """All that is published now, per service."""
    services, found = services_in_force(), publications()
    groups = [(services[name].title, list(group)) for name, group in groupby(found, attrgetter("service"))]
    return render_template(
        "cases/published.html", groups=groups, place_of=_place_of, most=MOST_SHOWN if len(found) == MOST_SHOWN else 0
    )


@blueprint.get("/published/<reference>")
@allow(anyone)
def publication(reference: str) -> ResponseReturnValue:
    return _show(reference, ObjectionPage(None))


@blueprint.post("/published/<reference>")
@allow(anyone)
@limiter.limit("10 per hour")
def object_to(reference: str) -> ResponseReturnValue:
    form = ObjectionPage(request.form)
    if not form.validate():
        return _show(reference, form), 400
    with transaction():
        send_objection(reference, **form.entered())
    flash(str(_("Your objection was sent to the office. It writes to you if it has a question.")), "success")
    return redirect(url_for("cases.publication", reference=reference))


def _show(reference: str, form: Page) -> str:
    found = publication_of(reference)
    rows = [
        (_("What"), services_in_force()[found.service].title),
        (_("Where"), _place_of(found.office)),
        (_("Last day to object"), format_date(found.until, current_language()) if found.until else _("not known yet")),
    ]
    errors = [(question.name, question.errors[0]) for question in form.questions if question.errors]
    return render_template("cases/publication.html", found=found, rows=rows, form=form, errors=errors)


def _place_of(office: str) -> str:
    """The office, and the area in which it is."""
    pack = current_pack()
    return f"{pack.office(office).name}, {area_in_words(pack.areas, pack.office(office).area)}"
