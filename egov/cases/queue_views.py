"""The officers' queue with its tabs, and the search of cases."""

from collections.abc import Mapping
from typing import Any, cast

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.audit.operations import DECIDING, SEARCHING, About, record
from egov.cases.blueprint import blueprint
from egov.cases.deadlines import is_late
from egov.cases.news import news_of
from egov.cases.queue import PAGE, Cursor, Which, desks_of, read_cursor, reviews_waiting_for, waiting_cases
from egov.cases.search import cases_like
from egov.cases.tabs import counts_of_tabs
from egov.cases.way_back import WayBack, case_after, remember, way_back
from egov.cases.words import state_in_words
from egov.country.formats import format_number
from egov.db import transaction
from egov.editions.operations import known_services, services_in_force
from egov.identity.guards import official, this_person
from egov.identity.operations import actor_of
from egov.texts import Text, _, current_language
from egov.web import allow

FILTERS: dict[Which, Text] = {
    "unclaimed": _("Unclaimed"), "mine": _("Mine"), "news": _("Mine, with news"), "taken": _("With colleagues"),
    "late": _("Late"),
}  # fmt: skip


@blueprint.get("/office")
@allow(official)
def queue() -> ResponseReturnValue:
    person, service = this_person(), request.args.get("service", "")
    which = cast(Which, request.args.get("which") if request.args.get("which") in FILTERS else "unclaimed")
    after = read_cursor(request.args.get("after", ""))
    remember(WayBack(which, service if service in known_services() else "", str(after or "")))
    with transaction():
        cases = waiting_cases(person, which, service=service, after=after)
        news = news_of(cases[:PAGE], person) if which in ("mine", "news") else {}
        counts = counts_of_tabs(person, service) if desks_of(person) else {}
        reviews = reviews_waiting_for(person)
        seen = [*(case.reference for case in cases[:PAGE]), *(review.case.reference for review in reviews)]
        record(actor_of(person), "cases_listed", About(), purpose=DECIDING, read=True, details={"cases": seen})
    last = cases[PAGE - 1] if len(cases) > PAGE else None
    return render_template(
        "cases/queue.html", cases=cases[:PAGE], which=which, service=service, filters=FILTERS, is_late=is_late,
        next_page=str(Cursor(last.queue_date, last.id)) if last else "", services=services_in_force(),
        my_services=sorted({desk.service for desk in desks_of(person)}), reviews=reviews,
        state_of=state_in_words, typed="", news=news,
        which_links=_which_links(which, service, counts), service_links=_service_links(which, service),
    )  # fmt: skip


def _which_links(which: Which, service: str, counts: Mapping[Which, int]) -> list[dict[str, Any]]:
    return [
        {
            "text": words,
            "count": _at_most_a_page(counts.get(name, 0)),
            "href": url_for("cases.queue", which=name, service=service),
            "current": name == which,
        }
        for name, words in FILTERS.items()
    ]


def _at_most_a_page(count: int) -> str:
    number = format_number(min(count, PAGE), current_language())
    return f"{number}+" if count > PAGE else number


def _service_links(which: Which, service: str) -> list[dict[str, Any]]:
    names, services = sorted({desk.service for desk in desks_of(this_person())}), services_in_force()
    titles: list[tuple[str, Text | str]] = [
        (name, services[name].title if name in services else name) for name in names
    ]
    links = [("", _("All services")), *titles]
    return [
        {"text": words, "href": url_for("cases.queue", which=which, service=name), "current": name == service}
        for name, words in links
    ]


@blueprint.get("/office/<reference>/next")
@allow(official)
def next_case(reference: str) -> ResponseReturnValue:
    """The next case of the list that the officer came from, or the list itself at its end."""
    following = case_after(reference, this_person())
    return redirect(url_for("cases.desk", reference=following) if following else way_back().address)


@blueprint.route("/office/search", methods=["GET", "POST"])
@allow(official)
def search_cases() -> ResponseReturnValue:
    """Cases that match what was typed. It is sent and does not stand in the address, since it names people.

    Whoever is shown finds it in his own list; what was typed is for auditors.
    """
    person, typed = this_person(), request.values.get("q", "")
    with transaction():
        cases = cases_like(person, typed)
        details = {"typed": typed[:100], "cases": [case.reference for case in cases]}
        for case in cases:
            about = About(case.applicant_id, case.reference)
            record(actor_of(person), "cases_searched", about, purpose=SEARCHING, read=True)
        record(actor_of(person), "cases_searched", About(), purpose=SEARCHING, read=True, details=details)
    return render_template(
        "cases/search.html", cases=cases, typed=typed, services=services_in_force(), state_of=state_in_words,
        list_left=way_back().address,
    )  # fmt: skip
