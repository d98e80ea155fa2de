"""What the clock brings about in the case room itself."""

from egov.audit.operations import ADVISING, SYSTEM, About, record
from egov.cases.models import Case, Review
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.editions.operations import service_for
from egov.notifications.operations import Letter, notify
from egov.texts import _
from workflows.engine import By


def escalate(case: Case) -> None:
    """Tell the head of the office that a deadline has passed: once for a deadline, however long it lies there."""
    if case.escalated_at:
        return
    pack = current_pack()
    case.escalated_at = now()
    words = {"reference": case.reference, "service": service_for(case).title, "day": case.due_on}
    notify(
        Letter(
            to_email=pack.office(case.desk).email,
            to_phone="",
            language=pack.default_language,
            subject=_("%(reference)s is late", **words),
            body=_("%(service)s %(reference)s should have been decided by %(day)s.", **words),
            case_reference=case.reference,
        )
    )


def close_opinions(case: Case) -> None:
    """Wait no longer for the opinion that is overdue, or for any, once the case has gone on.

    An office that let its day pass is taken to have no opinion.
    """
    for review in _given_up(case):
        _close(case, review, agrees=None)


def count_consent(case: Case) -> None:
    """The same, and an office that let its day pass is taken to agree."""
    for review in _given_up(case):
        _close(case, review, agrees=True)


def _given_up(case: Case) -> list[Review]:
    """All that are out where none is waited for any more; else the first one that is due, one at a time."""
    out = sorted((review for review in case.reviews if review.is_out), key=lambda review: (review.due_on, review.id))
    return out[:1] if case.waits_for == By.REVIEWER else out


def _close(case: Case, review: Review, agrees: bool | None) -> None:
    review.cancelled_at = now()
    if review.due_on < today():
        review.favourable = agrees
        about, details = About(case.applicant_id, case.reference), {"office": review.office}
        record(SYSTEM, "opinion_by_silence", about, purpose=ADVISING, details=details)
