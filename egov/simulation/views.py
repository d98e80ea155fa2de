"""The page on which the ministry asks "what if": two designs of a service, run on the same cases."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.catalogue import Service, all_services, service_of
from egov.country.formats import format_date
from egov.country.pack import current_pack
from egov.identity.guards import official
from egov.simulation.charts import bar_chart, line_chart
from egov.simulation.comparison import Row, compare, figures, for_days, number, queue_over_time
from egov.simulation.defaults import YEAR
from egov.simulation.design import Design
from egov.simulation.history import from_history
from egov.simulation.settings import changed, settings_of, standing
from egov.texts import Text, _, current_language
from egov.web import allow, limiter

MOST_CASES = 2000  # in a request: two runs of them take a second or two
FEWEST_DAYS = 28
TOO_MANY = _("This is too much for a page. Ask for fewer new cases, or use the command line.")
PREFIXES = ("a-", "b-")

blueprint = Blueprint("simulation", __name__, url_prefix="/simulation")


@blueprint.get("")
@allow(official)
def services() -> ResponseReturnValue:
    """Which service?"""
    return render_template("simulation/services.html", services=all_services().values())


@blueprint.get("/<name>")
@allow(official)
def designs(name: str) -> ResponseReturnValue:
    """The figures of two designs, as they are now or as they stood in the address."""
    service = service_of(name)
    return _form(service, from_history(service), [])


@blueprint.get("/<name>/result")
@allow(official)
@limiter.limit("30 per minute")
def result(name: str) -> ResponseReturnValue:
    """What the two designs come to. Nothing is changed, so that the address can be kept and sent."""
    service = service_of(name)
    base = from_history(service)
    both, wrong = [], []
    for prefix in PREFIXES:
        design, errors = changed(base, _typed(prefix))
        both.append(design)
        wrong += [(prefix + field, sentence) for field, sentence in errors]
        if not errors and _days_for(design) < FEWEST_DAYS:
            wrong.append((f"{prefix}arrivals", TOO_MANY))
    if wrong:
        return _form(service, base, wrong)
    return _show(service, both)


def _show(service: Service, both: list[Design]) -> ResponseReturnValue:
    days = min(map(_days_for, both))
    comparison = compare(*(for_days(design, days) for design in both))
    points, to_left = queue_over_time(comparison), current_pack().language(current_language()).direction == "rtl"
    start = both[0].start
    return render_template(
        "simulation/result.html",
        service=service,
        days=days,
        differences=_differences(both),
        rows=figures(comparison),
        bars=bar_chart(comparison, to_left=to_left),
        line=line_chart(points, to_left=to_left),
        queue=[
            (format_date(start + timedelta(days=int(day)), current_language()), number(first), number(second))
            for day, first, second in points
        ],
        back=f"{url_for('simulation.designs', name=service.name)}?{urlencode(request.args)}",
    )


def _differences(both: list[Design]) -> list[Row]:
    figures_of = [
        (str(each.label), *(number(each.shown(design), 2) for design in both)) for each in settings_of(both[0])
    ]
    return [(label, first, second) for label, first, second in figures_of if first != second]


def _days_for(design: Design) -> int:
    """For how many calendar days the page can follow a design."""
    a_day = for_days(design, YEAR).expected_cases / YEAR
    return min(YEAR, int(MOST_CASES / a_day)) if a_day else YEAR


def _form(service: Service, base: Design, wrong: list[tuple[str, Text]]) -> ResponseReturnValue:
    """The form as it was typed, or at first with one officer more in the second design."""
    now = standing(base)
    another = {**now, "officers": str(base.deciding.officers + 1)}
    columns = [
        (prefix, {name: request.args.get(prefix + name, text) for name, text in figures_of.items()})
        for prefix, figures_of in zip(PREFIXES, (now, another), strict=True)
    ]
    page = render_template(
        "simulation/designs.html",
        service=service,
        settings=settings_of(base),
        columns=columns,
        errors=wrong,
        from_history=base.from_history,
        most=MOST_CASES,
    )
    return page, 400 if wrong else 200


def _typed(prefix: str) -> dict[str, str]:
    typed = request.args.items()
    return {name.removeprefix(prefix): text for name, text in typed if name.startswith(prefix)}
