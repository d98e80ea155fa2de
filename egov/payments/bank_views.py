"""Demo Bank: another institution, which happens to run in the same process so that a trainer has a bank at hand.

It talks to us as a real one does: by a signed callback, and by the browser that it sends back.
"""

import secrets

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from egov.clock import now
from egov.db import db, transaction
from egov.errors import NotFound
from egov.notifications.operations import enqueue
from egov.payments.blueprint import blueprint
from egov.payments.events import Event, SignedEvent, seal
from egov.payments.models import Attempt, AttemptStatus
from egov.payments.providers import DemoProvider, enabled
from egov.web import allow, anyone


@blueprint.get("/demo-bank/<token>")
@allow(anyone)
def bank_order(token: str) -> ResponseReturnValue:
    """The bank's page for a payment. Whoever has the token may pay, as with any bank."""
    attempt, provider = _find(token)
    finished = attempt.status != AttemptStatus.STARTED
    return render_template("payments/demo_bank.html", attempt=attempt, bank=provider.title, finished=finished)


@blueprint.post("/demo-bank/<token>")
@allow(anyone)
def bank_answer(token: str) -> ResponseReturnValue:
    """The citizen paid or declined: the bank tells us, and sends the browser back."""
    attempt, provider = _find(token)
    signed = _word(attempt, provider.outcome(request.form.get("button", "")))
    with transaction():
        _call_back(provider, signed)
    event = None if provider.answers_after else signed.for_address()
    return redirect(url_for("payments.come_back", token=token, event=event), 303)


def _find(token: str) -> tuple[Attempt, DemoProvider]:
    attempt = db.session.scalar(select(Attempt).filter_by(token=token))
    provider = enabled().get(attempt.provider) if attempt else None
    if attempt is None or not isinstance(provider, DemoProvider):
        raise NotFound()
    return attempt, provider


def _word(attempt: Attempt, outcome: str) -> SignedEvent:
    return seal(
        Event(
            id=secrets.token_hex(16),
            provider=attempt.provider,
            attempt=attempt.token,
            outcome=outcome,
            amount=attempt.charge.amount,
            currency=attempt.charge.currency,
            at=now().isoformat(),
        )
    )


def _call_back(provider: DemoProvider, signed: SignedEvent) -> None:
    """The channel for callbacks signs the body on its way, with the same secret."""
    address = current_app.config["BASE_URL"].rstrip("/") + url_for("payments.callback", provider=provider.name)
    enqueue("callback", address, body=signed.body, wait=provider.answers_after)
