"""Money that the treasury takes itself: over the counter, or on its own account."""

from sqlalchemy import or_, select

from egov.cases.bars import check_not_own, reason_to_stand_aside
from egov.cases.codes import clean_reference
from egov.cases.models import Case
from egov.country.offices import Office
from egov.country.pack import current_pack
from egov.db import db
from egov.errors import Conflict, NotFound
from egov.identity.models import Person, RoleHolding
from egov.payments.ledger import book
from egov.payments.models import Charge, Kind
from egov.payments.operations import OTHER_MONEY, attempt_with, locked_case, payable_charge, treasurer
from egov.payments.settlement import settle
from egov.texts import Text, _

OFFICES_OF_FINANCE = (
    select(RoleHolding.office).where(RoleHolding.role == "finance").distinct().order_by(RoleHolding.office)
)


def treasuries() -> list[Office]:
    """Where one can pay at a desk: the offices at which somebody may take money."""
    offices = current_pack().offices
    return [offices[code] for code in db.session.scalars(OFFICES_OF_FINANCE) if code in offices]


def case_to_pay(typed: str) -> Case | None:
    """The case whose reference was typed, or that of one of its payments or receipts."""
    number = clean_reference(typed) or ""
    of_case = select(Case).where(Case.reference == number)
    paid = or_(Charge.reference == typed.strip().upper(), Charge.receipt_number == number)
    of_payment = select(Case).join(Charge, Charge.case_id == Case.id).where(paid)
    return db.session.scalar(of_case) or db.session.scalar(of_payment)


def reason_not_to_take(case: Case, officer: Person) -> Text | None:
    """Why the officer does not take money for the case; None where nothing is in the way."""
    return reason_to_stand_aside(case, officer) if officer.holds("finance", case.service) else OTHER_MONEY


def take_money(reference: str, way: str, officer: Person) -> Charge:
    """A finance officer holds the money for the charge with this reference: it is booked and settled, with a receipt.

    Raises NotFound for an unknown charge, NotAllowed for a case of the officer's own or of a service not his, Conflict
    when the charge is not due, or no longer: then nothing is booked.
    """
    charge = db.session.scalar(select(Charge).filter_by(reference=reference))
    if charge is None:
        raise NotFound()
    case = locked_case(charge.case_id)
    check_not_own(case, officer)
    due = payable_charge(case)
    if due is None or due.id != charge.id:
        raise Conflict(_why_not_due(charge))
    attempt = attempt_with(case, way)
    db.session.flush()  # it gets its number, which the ledger names
    book(due, Kind.PAYMENT, due.money, attempt)
    settle(attempt, treasurer(officer, case))
    return due


def _why_not_due(charge: Charge) -> Text:
    db.session.refresh(charge)
    if charge.receipt_number is None:
        return _("This fee is not asked for any more. Look at what is due for the case now.")
    return _(
        "This was paid already, with receipt %(number)s. Nothing was written down now.", number=charge.receipt_number
    )
