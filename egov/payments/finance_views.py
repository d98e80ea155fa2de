"""The treasury's page: the ledger, the days, and the money to be paid back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from egov.asked import row_number
from egov.country.formats import format_date, format_moment, format_number
from egov.country.money import format_money
from egov.db import transaction
from egov.identity.guards import this_person
from egov.payments import guards
from egov.payments.blueprint import blueprint
from egov.payments.ledger import DayTotal, latest_lines, refunds_due, refused_events, totals_by_day
from egov.payments.models import Charge, LedgerLine, ProviderEvent
from egov.payments.operations import record_refund
from egov.payments.providers import title_of
from egov.texts import _, current_language
from egov.web import allow

KINDS = {"charge": _("Fee"), "payment": _("Payment"), "refund": _("Paid or taken back")}
Row = list[object]


@blueprint.get("/finance")
@allow(guards.finance)
def finance() -> ResponseReturnValue:
    """The ledger from the newest line down; what waits for somebody stands above it."""
    before = request.args.get("before", type=row_number)
    lines, older = latest_lines(before)
    return render_template(
        "payments/finance.html",
        refunds=refunds_due(this_person()),
        title_of=title_of,
        refused=[_refused_row(event) for event in refused_events()],
        days=[_day_row(total) for total in totals_by_day()],
        lines=[_line_row(line, before) for line in lines],
        newest=url_for(".finance") if before else "",
        older=url_for(".finance", before=older) if older else "",
    )


@blueprint.post("/finance/refunds/<int:attempt_id>")
@allow(guards.finance)
def refund(attempt_id: int) -> ResponseReturnValue:
    """A finance officer has paid money back."""
    with transaction():
        attempt = record_refund(attempt_id, this_person())
    flash(str(_("Written down: %(reference)s was paid back.", reference=attempt.charge.reference)), "success")
    return redirect(url_for(".finance"), 303)


def _line_row(line: LedgerLine, before: int | None) -> Row:
    """Its payment is a link, from where one comes back to this page of the ledger."""
    language = current_language()
    return [
        format_moment(line.at, language),
        KINDS[line.kind],
        _link_to(line.charge, before),
        format_money(line.money, language),
    ]


def _link_to(charge: Charge, before: int | None = None) -> dict[str, str]:
    return {"text": charge.reference, "href": url_for(".desk", number=charge.reference, before=before)}


def _day_row(total: DayTotal) -> Row:
    language = current_language()
    return [
        format_date(total.day, language),
        format_money(total.received, language),
        format_money(total.refunded, language),
    ]


def _refused_row(event: ProviderEvent) -> Row:
    """The bank's amount stays in minor units: its currency may be one whose digits we do not know."""
    language, charge = current_language(), event.attempt.charge
    return [
        format_moment(event.received_at, language),
        _link_to(charge),
        title_of(event.provider),
        f"{format_number(event.amount, language)} {event.currency}",
        format_money(charge.money, language),
    ]
