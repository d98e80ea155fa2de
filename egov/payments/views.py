"""Paying, coming back from the bank, the bank's own word, and receipts."""

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from egov.cases.access import case_for_reader
from egov.cases.models import Case
from egov.db import db, transaction
from egov.errors import NotFound, Unavailable
from egov.identity.guards import current_person
from egov.identity.operations import actor_of
from egov.notifications.signatures import HEADER
from egov.papers.paper import MissingGlyph, write_paper
from egov.payments.blueprint import blueprint
from egov.payments.desk import treasuries
from egov.payments.events import SignedEvent, from_address
from egov.payments.guards import receipt_for_reader
from egov.payments.models import Attempt, AttemptStatus
from egov.payments.operations import payable_charge, start_attempt
from egov.payments.providers import enabled
from egov.payments.receipts import no_longer_holds, receipt_paper, receipt_rows
from egov.payments.settlement import receive_event
from egov.texts import Text, _
from egov.web import allow, anyone, csrf

LARGEST_EVENT = 16 * 1024  # Bytes; an event has some three hundred.
RETURN_PAGES = {
    AttemptStatus.PAID: "payments/paid.html",
    AttemptStatus.DECLINED: "payments/declined.html",
    AttemptStatus.STARTED: "payments/waiting.html",
}


@blueprint.get("/pay/<reference>")
@allow(anyone)
def pay(reference: str) -> ResponseReturnValue:
    """What is to be paid for a case, and how it can be."""
    return _pay_page(case_for_reader(reference))


@blueprint.post("/pay/<reference>")
@allow(anyone)
def start(reference: str) -> ResponseReturnValue:
    """Off to the bank. The bank is asked after the commit, so that a try counts even when it fails."""
    provider = enabled().get(request.form.get("provider", ""))
    if provider is None:
        return _pay_page(case_for_reader(reference), error=_("Choose how you want to pay") if enabled() else None), 400
    with transaction():
        case = case_for_reader(reference)
        attempt = start_attempt(case, provider.name, actor_of(current_person()))
    try:
        return redirect(provider.start(attempt), 303)
    except Unavailable as problem:
        return _pay_page(case, trouble=problem.sentence, chosen=provider.name), problem.status


def _pay_page(case: Case, *, error: Text | None = None, trouble: Text | None = None, chosen: str = "") -> str:
    return render_template(
        "payments/pay.html",
        case=case,
        charge=payable_charge(case),
        ways=[(provider.name, provider.title) for provider in enabled().values()],
        error=error,
        trouble=trouble,
        chosen=chosen,
        treasuries=treasuries(),
    )


@blueprint.get("/payments/return/<token>")
@allow(anyone)
def come_back(token: str) -> ResponseReturnValue:
    """Where the bank sends the browser, with its signed word or without. The token is the key to this page."""
    attempt = db.session.scalar(select(Attempt).filter_by(token=token))
    if attempt is None:
        raise NotFound()
    if "event" in request.args:
        provider = attempt.provider
        with transaction():
            receive_event(provider, from_address(request.args["event"]))
        return redirect(url_for(".come_back", token=token), 303)  # a signed word has no place in the history
    page = RETURN_PAGES.get(AttemptStatus(attempt.status), "payments/paid_in_vain.html")
    return render_template(page, attempt=attempt, charge=attempt.charge, case=attempt.charge.case)


@blueprint.post("/payments/callback/<provider>")
@csrf.exempt  # type: ignore[untyped-decorator]
@allow(anyone)
def callback(provider: str) -> ResponseReturnValue:
    """The bank's own word. The signature is the guard; an answer in the 200s asks the bank not to say it again."""
    request.max_content_length = LARGEST_EVENT
    signed = SignedEvent(request.get_data(as_text=True), request.headers.get(HEADER, ""))
    with transaction():
        receive_event(provider, signed)
    return jsonify(status="received")


@blueprint.get("/receipts/<number>")
@allow(anyone)
def receipt(number: str) -> ResponseReturnValue:
    """A receipt as a page."""
    with transaction():
        charge = receipt_for_reader(number)
    return render_template(
        "payments/receipt.html", charge=charge, rows=receipt_rows(charge), gone=no_longer_holds(charge)
    )


@blueprint.get("/receipts/<number>.pdf")
@allow(anyone)
def receipt_pdf(number: str) -> ResponseReturnValue:
    """A receipt to print or keep."""
    with transaction():
        charge = receipt_for_reader(number)
    try:
        paper = write_paper(receipt_paper(charge))
    except MissingGlyph as missing:
        raise Unavailable(_("We cannot put this receipt on paper yet. Print the page of the receipt.")) from missing
    disposition = f"inline; filename={charge.receipt_number}.pdf"
    return Response(paper, mimetype="application/pdf", headers={"Content-Disposition": disposition})
