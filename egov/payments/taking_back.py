"""Money that the treasury booked on the wrong case: another finance officer takes the booking back, with a reason.

Nothing is deleted: the ledger gets a line against the payment and one against the fee, the receipt stays and says that
it no longer holds, and the fee is asked for anew.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from egov.audit.models import Entry
from egov.cases.bars import check_not_own
from egov.cases.contents import read_contents
from egov.cases.letters import tell_applicant
from egov.cases.models import Case
from egov.cases.steps import facts_of
from egov.cases.unpaid import HAS_GONE_ON, bring_back_to_payment, reason_to_stay_paid
from egov.country.money import format_money
from egov.db import db
from egov.errors import Conflict, NotAllowed, NotFound
from egov.identity.models import Person
from egov.payments.ledger import book
from egov.payments.models import Attempt, AttemptStatus, Charge, Kind
from egov.payments.operations import audit_charge, charge_fee, locked_case, treasurer
from egov.payments.providers import AT_THE_DESK
from egov.texts import Text, _

NOT_HERE = _("No money that was taken at the desk is booked under this number.")
BOOKED_IT = _("You booked this payment yourself, so another finance officer takes it back.")


def taken_at_desk(case: Case) -> Sequence[Attempt]:
    """What was paid for the case at the desk, and not taken back since."""
    here = Attempt.provider.in_(AT_THE_DESK), Attempt.status == AttemptStatus.PAID
    found = select(Attempt).join(Attempt.charge).where(Charge.case_id == case.id, *here).order_by(Attempt.id)
    return db.session.scalars(found).all()


def reason_not_to_take_back(attempt: Attempt, officer: Person) -> Text | None:
    """Why the officer does not take back a payment of a case that is his; None where nothing is in the way."""
    case = attempt.charge.case
    if _booked_by(attempt.charge) == officer.id:
        return BOOKED_IT
    newest = db.session.scalar(select(func.max(Charge.id)).where(Charge.case_id == case.id))
    return reason_to_stay_paid(case) if newest == attempt.charge_id else HAS_GONE_ON


def take_back(receipt_number: str, reason: str, officer: Person) -> Charge:
    """Take back what was booked with this receipt, in the open transaction; the fee of the case is due again.

    Raises NotFound for an unknown receipt, NotAllowed for a case of the officer's own, a service not his or a payment
    that he booked, Conflict for what was not taken at the desk or is taken back already, and where the case has gone
    on, BadInput without a reason.
    """
    paid = db.session.scalar(select(Charge).filter_by(receipt_number=receipt_number))
    if paid is None:
        raise NotFound(NOT_HERE)
    case = locked_case(paid.case_id)
    check_not_own(case, officer)
    actor = treasurer(officer, case)
    attempt = next((attempt for attempt in taken_at_desk(case) if attempt.charge_id == paid.id), None)
    if attempt is None:
        raise Conflict(NOT_HERE)
    read_contents(case)
    stays = reason_not_to_take_back(attempt, officer)
    if stays:
        raise NotAllowed(stays) if stays is BOOKED_IT else Conflict(stays)
    bring_back_to_payment(case, officer, reason)
    if not facts_of(case).fee_due:
        raise Conflict(HAS_GONE_ON)
    attempt.status = AttemptStatus.REFUNDED
    book(paid, Kind.REFUND, paid.money * -1, attempt)
    book(paid, Kind.CHARGE, paid.money * -1)
    audit_charge(paid, "payment_taken_back", actor)
    charge_fee(case)
    _tell(case, paid, reason.strip())
    return paid


def _booked_by(charge: Charge) -> int | None:
    """Who took the money: the log knows."""
    booked = Entry.case_reference == charge.case.reference, Entry.action == "payment_received"
    entries = db.session.execute(select(Entry.actor_id, Entry.details).where(*booked))
    return next((actor for actor, details in entries if details["charge"] == charge.reference), None)


def _tell(case: Case, charge: Charge, reason: str) -> None:
    words = {"amount": format_money(charge.money, case.language), "number": charge.receipt_number, "reason": reason}
    body = _(
        "The payment of %(amount)s was booked on your case by mistake and has been taken back. The receipt %(number)s "
        "no longer holds, and the fee is still to be paid.\n\nReason: %(reason)s",
        **words,
    )
    tell_applicant(case, _("A payment was taken back"), body)
