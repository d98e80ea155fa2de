"""Who may look at money: the treasury, and for one receipt also its applicant and the officers of its office."""

from sqlalchemy import select

from egov.audit.operations import PAYING, About, Actor, record
from egov.cases.access import case_for_reader
from egov.cases.codes import clean_reference
from egov.cases.models import Case
from egov.db import db
from egov.errors import NotAllowed, NotFound
from egov.identity.guards import current_person, this_person
from egov.identity.models import Person
from egov.payments.models import Charge
from egov.texts import _


def finance() -> None:
    """Lets pass finance officers."""
    if not this_person().holds("finance"):
        raise NotAllowed(_("This page is for finance officers."))


def receipt_for_reader(number: str) -> Charge:
    """The paid charge with a receipt, in the open transaction: a look by an official is written down.

    Raises SignInNeeded for somebody signed out, NotFound for a stranger and for a number that was never given.
    """
    charge = db.session.scalar(select(Charge).filter_by(receipt_number=clean_reference(number) or number))
    if charge is None:
        raise NotFound()
    person = current_person()
    if person and _is_official_for(charge.case, person):
        about = About(charge.case.applicant_id, charge.case.reference)
        record(Actor(person.id, person.name), "receipt_read", about, purpose=PAYING, read=True)
    else:
        case_for_reader(charge.case.reference)
    return charge


def _is_official_for(case: Case, person: Person) -> bool:
    return person.holds("finance", case.service) or person.holds("officer", case.service, case.office)
