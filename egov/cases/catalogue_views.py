"""What there is: the front page by life event, and the start page of a service."""

from collections.abc import Iterable
from functools import partial

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from egov.cases.access import begun_here, hold
from egov.cases.blueprint import blueprint
from egov.cases.codes import new_code
from egov.cases.drafts import start_draft
from egov.cases.offers import check_offered, is_offered
from egov.catalogue import LIFE_EVENTS, Service
from egov.country.pack import current_pack
from egov.db import transaction
from egov.editions.operations import service_in_force, services_in_force
from egov.errors import SignInNeeded
from egov.identity.guards import current_person
from egov.identity.issuer import issuer
from egov.texts import Text
from egov.web import allow, anyone


@blueprint.get("/")
@allow(anyone)
def catalogue() -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()
    offered = tuple(service for name, service in services_in_force().items() if is_offered(name))
    groups = partial(_by_life_event, offered, typed)
    return render_template("cases/catalogue.html", groups=groups, services=offered, typed=typed)


def _by_life_event(offered: Iterable[Service], typed: str) -> list[tuple[Text, list[Service]]]:
    """The services that match what was typed, under the events of life that bring somebody here."""
    groups = {event: [s for s in offered if _matches(s, event, typed)] for event in LIFE_EVENTS}
    return [(LIFE_EVENTS[event], services) for event, services in groups.items() if services]


@blueprint.get("/services/<name>")
@allow(anyone)
def start_page(name: str) -> ResponseReturnValue:
    service, pack = _offered(name), current_pack()
    office = pack.office_deciding(name)
    appeal_body = pack.office(office.appeal_body or office.code)
    closed = service.account_needed and not issuer() and current_person() is None
    return render_template(
        "cases/start.html", service=service, office=office, appeal_body=appeal_body, closed=closed,
        begun=begun_here(name),
    )  # fmt: skip


@blueprint.get("/offices")
@allow(anyone)
def offices() -> ResponseReturnValue:
    """Every office, what it decides on, and how it is reached."""
    pack, deciding = current_pack(), dict[str, list[Service]]()
    for name, service in services_in_force().items():
        if is_offered(name):
            deciding.setdefault(pack.office_deciding(name).code, []).append(service)
    return render_template("cases/offices.html", offices=pack.offices.values(), deciding=deciding)


@blueprint.post("/services/<name>/start")
@allow(anyone)
def start(name: str) -> ResponseReturnValue:
    service, code = _offered(name), new_code()
    try:
        with transaction():
            draft = start_draft(service, current_person(), code)
    except SignInNeeded:  # there is no form yet that could be sent again
        return redirect(url_for("identity.sign_in", next=url_for(".start_page", name=name)))
    if draft.person_id is None:  # only now it is sure that the number is this draft's
        hold("drafts", draft.id)
        session[f"code-{draft.id}"] = code
    return redirect(url_for("cases.page", number=draft.id, slug=service.pages[0].slug()))


def _offered(name: str) -> Service:
    check_offered(name)
    return service_in_force(name)


def _matches(service: Service, event: str, typed: str) -> bool:
    words = f"{service.title} {service.summary}".casefold()
    return service.life_event == event and all(part in words for part in typed.casefold().split())
