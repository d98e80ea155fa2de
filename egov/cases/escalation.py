"""What the clock brings about in the case room itself."""

from egov.cases.models import Case
from egov.catalogue import service_of
from egov.clock import now
from egov.country.pack import current_pack
from egov.notifications.operations import Letter, notify
from egov.texts import _


def escalate(case: Case) -> None:
    """Tell the head of the office that a deadline has passed."""
    pack = current_pack()
    case.escalated_at = now()
    words = {"reference": case.reference, "service": service_of(case.service).title, "day": case.due_on}
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
    for review in case.reviews:
        if not review.answered_at:
            review.cancelled_at = review.cancelled_at or now()
