"""Which page of a draft a request is about."""

from flask import request

from egov.cases.drafts import Place
from egov.cases.models import Draft
from egov.cases.offers import check_offered
from egov.cases.submission import case_of
from egov.editions.operations import service_for
from egov.errors import Conflict, NotFound
from egov.forms.flow import visible
from egov.texts import _


def check_not_sent(here: Draft) -> None:
    """Raises Conflict, with the reference, for a draft that has become a case."""
    sent = case_of(here)
    if sent:
        raise Conflict(_("You have sent this already. Your reference is %(reference)s.", reference=sent.reference))


def place_here(here: Draft, slug: str) -> Place:
    """The page with this name, and which of a repeated one is asked for. Raises NotFound; Conflict when it was sent."""
    check_not_sent(here)
    check_offered(here.service)
    shown = {page.slug(): page for page in visible(service_for(here).pages, here.answers)}
    if slug not in shown:
        raise NotFound(_("This question does not belong to your form any more. Go back to your answers."))
    item = request.args.get("item", type=int)
    if item is not None and item < 0:
        raise NotFound()
    return Place(here, shown[slug], item, request.form.get("seen", type=int))
