"""What the clock brings about in the case room itself."""

from egov.audit.operations import ADVISING, SYSTEM, About, record
from egov.cases.models import Case, Review
from egov.clock import now
from egov.country.pack import current_pack
from egov.editions.operations import service_for
from egov.notifications.operations import Letter, notify
from egov.texts import _


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
    """Wait no longer for opinions that did not come in time: the office is taken to have nothing to say."""
    for review in _still_out(case):
        review.cancelled_at = now()


def count_consent(case: Case) -> None:
    """Wait no longer for opinions that did not come in time: the office is taken to agree."""
    for review in _still_out(case):
        review.cancelled_at, review.favourable = now(), True
        about = About(case.applicant_id, case.reference)
        record(SYSTEM, "opinion_by_silence", about, purpose=ADVISING, details={"office": review.office})


def _still_out(case: Case) -> list[Review]:
    return [review for review in case.reviews if not review.answered_at and not review.cancelled_at]
