"""Asking for money, starting to pay it, and paying it back."""

import logging
import secrets

from sqlalchemy import bindparam, select

from egov.audit.operations import PAYING, SYSTEM, About, Actor, record
from egov.cases.answers import answers_of
from egov.cases.bars import check_not_own
from egov.cases.letters import tell_applicant
from egov.cases.models import Case
from egov.clock import now
from egov.country.days import today
from egov.country.money import Money, format_money
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.operations import service_for
from egov.errors import Conflict, Misconfigured, NotAllowed, NotFound, Unavailable
from egov.identity.models import Person
from egov.payments.ledger import book
from egov.payments.models import Attempt, AttemptStatus, Charge, ChargeStatus, Kind
from egov.texts import _
from workflows.engine import By

log = logging.getLogger(__name__)

DUE_OF_CASE = select(Charge).where(Charge.case_id == bindparam("case"), Charge.status == ChargeStatus.DUE)
OTHER_MONEY = _("Another finance officer takes and pays back the money for this service.")
NO_FEE = _("No fee is due here, and this step would ask for one. Nothing was changed. We were told.")
NOTHING_DUE = _("There is nothing to pay for this case now.")


def charge_fee(case: Case) -> None:
    """Ask for the fee of a case by the law of today. What is due already stays if it is the same, or is cancelled.

    Raises Unavailable where the rule makes no amount of it, or one of nothing, which nobody can pay.
    """
    service = service_for(case)
    if service.fee is None:
        raise Misconfigured(f"{service.folder}: the workflow charges a fee and the service has none. Write fee=...")
    money = Money(service.fee_of(answers_of(case), today()), current_pack().currency.code)
    if not money.amount:
        log.error("%s: a step charges a fee of 0. Charge it only when=fee_due.", service.folder)
        raise Unavailable(NO_FEE)
    earlier = db.session.scalars(select(Charge).filter_by(case_id=case.id)).all()
    due = next((charge for charge in earlier if charge.status == ChargeStatus.DUE), None)
    if due and due.money == money:
        return
    if due:
        _cancel(due)
    charge = Charge(
        case=case,
        reference=f"{case.reference}-{len(earlier) + 1}",
        amount=money.amount,
        currency=money.currency,
        title=service.title.msgid,
        created_at=now(),
    )
    db.session.add(charge)
    book(charge, Kind.CHARGE, money)
    audit_charge(charge, "fee_charged")


def drop_charge(case: Case) -> None:
    """Ask no longer for a fee that was not paid: the case was withdrawn, or the notice cancelled."""
    due = due_charge(case)
    if due:
        _cancel(due)


def due_charge(case: Case) -> Charge | None:
    """What the case owes, whether or not it waits for it now."""
    return db.session.scalar(DUE_OF_CASE, {"case": case.id})


def payable_charge(case: Case) -> Charge | None:
    """What can be paid now: nothing, while the case waits for something else."""
    return due_charge(case) if case.waits_for == By.PAYMENT else None


def start_attempt(case: Case, provider: str, payer: Actor) -> Attempt:
    """Somebody begins to pay with a bank, or goes on with what was begun there. Raises Conflict when nothing is due."""
    attempt = attempt_with(case, provider)
    audit_charge(attempt.charge, "payment_begun", payer)
    return attempt


def attempt_with(case: Case, provider: str) -> Attempt:
    """The attempt to pay what is due that is open with a bank, or a new one; whoever asks writes the entry. Raises
    Conflict when nothing is due."""
    case = locked_case(case.id)
    charge = payable_charge(case)
    if charge is None:
        raise Conflict(NOTHING_DUE)
    begun = select(Attempt).filter_by(charge_id=charge.id, provider=provider, status=AttemptStatus.STARTED)
    attempt = db.session.scalars(begun.order_by(Attempt.id)).first()
    if attempt is None:
        attempt = Attempt(charge=charge, provider=provider, token=secrets.token_urlsafe(32), tries=0, started_at=now())
        db.session.add(attempt)
    attempt.tries += 1
    return attempt


def record_refund(attempt_id: int, officer: Person) -> Attempt:
    """Write down that money was paid back.

    Raises NotFound for an unknown attempt, NotAllowed for a case of the officer's own or of a service not his, Conflict
    when it was already.
    """
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None:
        raise NotFound()
    case = locked_case(attempt.charge.case_id)
    check_not_own(case, officer)
    db.session.refresh(attempt)
    if attempt.status != AttemptStatus.REFUND_DUE:
        raise Conflict(_("This money has been paid back already."))
    attempt.status = AttemptStatus.REFUNDED
    money = attempt.charge.money
    book(attempt.charge, Kind.REFUND, money * -1, attempt)
    audit_charge(attempt.charge, "payment_refunded", treasurer(officer, case))
    amount = format_money(money, case.language)
    tell_applicant(case, _("Money paid back"), _("We have paid %(amount)s back to you.", amount=amount))
    return attempt


def treasurer(officer: Person, case: Case) -> Actor:
    """A finance officer for the service of the case, at the office where he is one. Raises NotAllowed for others."""
    for held in officer.roles:
        if held.covers("finance", case.service, ""):
            return Actor(officer.id, officer.name, held.office)
    raise NotAllowed(OTHER_MONEY)


def locked_case(case_id: int) -> Case:
    """The case, read anew; nobody else changes it or pays for it until the transaction ends."""
    lock = select(Case).where(Case.id == case_id).with_for_update(of=Case)
    return db.session.scalars(lock.execution_options(populate_existing=True)).one()


def _cancel(charge: Charge) -> None:
    charge.status = ChargeStatus.CANCELLED
    book(charge, Kind.CHARGE, charge.money * -1)
    audit_charge(charge, "fee_cancelled")
    db.session.flush()  # before the next charge of the case is written: the database lets only one be due


def audit_charge(charge: Charge, action: str, actor: Actor = SYSTEM) -> None:
    """Write an entry about the charge at the end of the open transaction."""
    about = About(charge.case.applicant_id, charge.case.reference)
    details = {"charge": charge.reference, "amount": charge.amount, "currency": charge.currency}
    record(actor, action, about, purpose=PAYING, details=details)
