"""The links of the header and the footer, as the reader may use them."""

from collections.abc import Hashable
from typing import Any

from flask import current_app, request, url_for

from egov.country.pack import current_pack
from egov.identity.guards import current_person
from egov.identity.models import Person
from egov.operating.views import is_operator
from egov.texts import Text, _, current_language

Link = dict[str, Any]


def navigation_context() -> dict[str, Any]:
    """What base.html needs to draw header and footer; the links are the same for all who have the same ``rights``."""
    person = current_person()
    return {
        "account": _account(_name_for_reader(person)) if person else _link(_("Sign in"), "identity.sign_in"),
        "rights": _rights(person),
        "menu": menu,
        "footer": footer,
        "demo": bool(current_app.config["DEMO"]),
    }


def menu() -> list[Link]:
    """The main menu of whoever asks."""
    person = current_person()
    links = [_link(_("Services"), "cases.catalogue")]
    if person and not person.roles:
        links.append(_link(_("My cases"), "cases.mine"))
    if person and any(person.holds(role) for role in ("officer", "reviewer", "appeal")):
        links.append(_link(_("Queue"), "cases.queue"))
    if person and any(person.holds(role) for role in ("officer", "finance", "auditor")):
        links.append(_link(_("What if?"), "simulation.services"))
    if person and person.holds("finance"):
        links.append(_link(_("Payments"), "payments.finance"))
    if person and person.holds("publisher"):
        links.append(_link(_("Editions"), "publishing.editions"))
    if person and person.holds("auditor"):
        links.append(_link(_("Audit"), "audit.search"))
    return links


def footer() -> list[Link]:
    """What stands at the end of each page of whoever asks."""
    return [
        _link(_("Check a certificate"), "documents.verify_page"),
        _link(_("Published applications"), "cases.published"),
        _link(_("Go on with your code"), "cases.resume"),
        _link(_("Offices"), "cases.offices"),
        *([_link(_("Installation"), "operating.page")] if is_operator(current_person()) else []),
    ]


def _rights(person: Person | None) -> Hashable:
    """On what the links depend: whether somebody is signed in, and with which roles."""
    return person and frozenset(held.role for held in person.roles)


def _link(text: Text, endpoint: str) -> Link:
    return {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint}


def _name_for_reader(person: Person) -> str:
    """The name in the script of the page, where the register knows it."""
    foreign = current_language() != current_pack().default_language
    return person.other_name if foreign and person.other_name else person.name


def _account(name: str) -> Link:
    return {"text": name, "href": url_for("identity.account"), "current": request.endpoint == "identity.account"}
