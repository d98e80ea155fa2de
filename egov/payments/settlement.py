"""Settling what a bank says: twice, late, in the wrong order, or wrong. One receipt or none, never two."""

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from egov.audit.operations import PAYING, SYSTEM, About, Actor, record
from egov.cases.contents import read_contents
from egov.cases.letters import tell_applicant
from egov.cases.models import Case
from egov.cases.steps import Taken, take_step
from egov.clock import now
from egov.country.days import today
from egov.country.money import format_money
from egov.db import db
from egov.errors import NotAllowed, NotFound
from egov.payments.events import FORGED, Event, SignedEvent, open_event
from egov.payments.ledger import book
from egov.payments.models import Attempt, AttemptStatus, Charge, ChargeStatus, Kind, ProviderEvent, Verdict
from egov.payments.operations import drop_charge, locked_case
from egov.payments.receipts import new_receipt_number
from egov.texts import _
from workflows.engine import By

OPEN = (AttemptStatus.STARTED, AttemptStatus.DECLINED)


def receive_event(provider: str, signed: SignedEvent) -> Verdict:
    """Take note of a bank's word, and of the same word only once.

    Paid settles the charge, also after declined, for banks may be slow; declined after paid changes nothing. Money for
    which nothing is due is to be paid back. A wrong amount or currency is kept for the treasury and changes nothing.
    Raises NotAllowed for a forged word, BadInput for one without sense, NotFound for an attempt that we do not know.
    """
    event = open_event(signed)
    if event.provider != provider:
        raise NotAllowed(FORGED)
    attempt = _locked_attempt(event)
    if db.session.scalar(select(ProviderEvent.id).filter_by(provider=provider, event_id=event.id)):
        return Verdict.IGNORED
    verdict = _judge(event, attempt)
    db.session.add(
        ProviderEvent(
            provider=provider,
            event_id=event.id,
            attempt_id=attempt.id,
            outcome=event.outcome,
            amount=event.amount,
            currency=event.currency,
            verdict=verdict,
            received_at=now(),
        )
    )
    return verdict


def owe_back(case: Case) -> None:
    """The case has ended and nobody has decided: ask no longer for what is due, and owe back what was paid for it. What
    was paid before an approval has been served by that."""
    drop_charge(case)
    paid = select(Attempt).join(Charge).where(Charge.case_id == case.id, Attempt.status == AttemptStatus.PAID)
    served = max((decision.at for decision in case.decisions if decision.outcome == "approved"), default=None)
    if served:
        paid = paid.where(Charge.paid_at > served)
    for attempt in db.session.scalars(paid).all():
        _owe_back(attempt)


def _locked_attempt(event: Event) -> Attempt:
    """The attempt, read after its case is locked: two words about one case are heard one after the other."""
    this_one = Attempt.token == event.attempt, Attempt.provider == event.provider
    case_id = db.session.scalar(select(Charge.case_id).join(Charge.attempts).where(*this_one))
    if case_id is None:
        raise NotFound(_("We do not know this payment."))
    case, query = locked_case(case_id), select(Attempt).where(*this_one)
    attempt = db.session.scalars(query.execution_options(populate_existing=True)).one()
    set_committed_value(attempt.charge, "case", case)  # which was just read, and is not read again
    return attempt


def _judge(event: Event, attempt: Attempt) -> Verdict:
    charge = attempt.charge
    if event.money != charge.money:
        _audit(attempt, "payment_refused")
        return Verdict.REFUSED
    if event.outcome == "declined":
        return _decline(attempt)
    if attempt.status not in OPEN:
        return _ignore(attempt)
    book(charge, Kind.PAYMENT, charge.money, attempt)
    if charge.status == ChargeStatus.DUE and charge.case.waits_for == By.PAYMENT:
        settle(attempt, SYSTEM)
        return Verdict.ACCEPTED
    _owe_back(attempt)
    return Verdict.SURPLUS


def _decline(attempt: Attempt) -> Verdict:
    if attempt.status != AttemptStatus.STARTED:
        return _ignore(attempt)
    attempt.status = AttemptStatus.DECLINED
    _audit(attempt, "payment_declined")
    return Verdict.ACCEPTED


def _ignore(attempt: Attempt) -> Verdict:
    _audit(attempt, "payment_told_again")
    return Verdict.IGNORED


def settle(attempt: Attempt, actor: Actor) -> None:
    """The charge is paid, with a receipt, and its case goes on; the money itself is booked beforehand."""
    charge, number = attempt.charge, new_receipt_number(today().year)
    attempt.status = AttemptStatus.PAID
    charge.status, charge.paid_at, charge.receipt_number = ChargeStatus.PAID, now(), number
    _audit(attempt, "payment_received", actor)
    words = {"number": number, "amount": format_money(charge.money, charge.case.language)}
    tell_applicant(
        charge.case,
        _("Receipt %(number)s", number=number),
        _("We received your payment of %(amount)s. Your receipt has the number %(number)s.", **words),
    )
    read_contents(charge.case)
    take_step(charge.case, "pay", Taken(by=By.PAYMENT))


def _owe_back(attempt: Attempt) -> None:
    attempt.status = AttemptStatus.REFUND_DUE
    _audit(attempt, "payment_not_due")
    charge = attempt.charge
    amount = format_money(charge.money, charge.case.language)
    body = _("We received %(amount)s from you, but nothing was due any more. We will pay it back.", amount=amount)
    tell_applicant(charge.case, _("You will get money back"), body)


def _audit(attempt: Attempt, action: str, actor: Actor = SYSTEM) -> None:
    charge = attempt.charge
    details = {"charge": charge.reference, "amount": charge.amount, "currency": charge.currency}
    details |= {"provider": attempt.provider, "receipt": charge.receipt_number}
    about = About(charge.case.applicant_id, charge.case.reference)
    record(actor, action, about, purpose=PAYING, details=details)
