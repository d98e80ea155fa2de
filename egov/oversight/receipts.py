"""Which entries of a case its applicant gets a receipt for: what he sent, what was paid, what was decided."""

import segno
from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.models import Case
from egov.db import db
from egov.errors import NotFound
from workflows.engine import By

MONEY = ("payment_received", "payment_refunded", "payment_taken_back")


def entries_with_receipt(case: Case) -> list[Entry]:
    """The entries in the order in which they were written."""
    sent = {step.action for step in case.steps if step.by == By.APPLICANT}
    decided = {decision.rule.partition(":")[0] for decision in case.decisions}
    actions = (*(f"step_{action}" for action in sent | decided), *MONEY)
    query = select(Entry).where(
        Entry.case_reference == case.reference,
        Entry.subject_id == case.applicant_id,
        Entry.action.in_(actions),
        Entry.leaf.is_not(None),
    )
    return list(db.session.scalars(query.order_by(Entry.id)))


def entry_with_receipt(case: Case, number: int) -> Entry:
    """One of them by its number. Raises NotFound for all other entries."""
    for entry in entries_with_receipt(case):
        if entry.id == number:
            return entry
    raise NotFound()


def as_picture(text: str) -> str:
    """The text as a QR code, in the form of an address that holds the whole picture."""
    return str(segno.make(text, error="l", micro=False).svg_data_uri(scale=4, light="#fff"))
