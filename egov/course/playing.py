"""Lesson 1 is done by playing a case, lesson 5 by looking behind it."""

from egov.audit.last_verification import last_verification
from egov.cases.access import case_with
from egov.cases.models import Case
from egov.course.marks import TAKING, TYPE_THIS, Mark, done_about, done_by_applicant, saw_who_looked
from egov.errors import NotFound
from egov.texts import _

OFFICE = _("Be the officer who has the case, and approve it.")
PAID = _("The fee was paid"), _("Open your case as the applicant, and pay.")
TAKEN = _("An officer took the case"), _("Be an officer of the office, open the queue, and take the case.")


def case_was_played(reference: str) -> list[Mark]:
    """From the application to whoever checks the certificate. Raises NotFound."""
    case = _played(reference)
    done = done_about(case)
    return [
        Mark(_("The application was sent"), seen=True),
        Mark(PAID[0], "fee_charged" not in done or "payment_received" in done, PAID[1]),
        Mark(TAKEN[0], not done.isdisjoint(TAKING), TAKEN[1]),
        Mark(_("A certificate was issued"), "certificate_issued" in done, OFFICE),
        Mark(
            _("Somebody checked the certificate"),
            "certificate_verified" in done,
            _("Open the certificate as its holder, and follow its public page."),
        ),
        Mark(
            _("The applicant saw who looked at the file"),
            saw_who_looked(case),
            _("Be the applicant, and choose “Who looked at my file”, once an officer has taken the case."),
        ),
        _receipts_were_read(case),
    ]


def log_was_tried(reference: str) -> list[Mark]:
    """A receipt, a look at everything, and an attack that was found. Raises NotFound for the case."""
    case, last = _played(reference), last_verification()
    return [
        _receipts_were_read(case),
        Mark(_("The log was verified"), last is not None, TYPE_THIS, "egov audit verify"),
        Mark(
            _("An attack was played, and the log names it"),
            last is not None and not last.clean,
            TYPE_THIS,
            "egov tamper edit-case; egov audit verify",
        ),
    ]


def _played(reference: str) -> Case:
    try:
        return case_with(reference)
    except NotFound:
        raise NotFound(_("No case has this reference. It stands at the top of the page of your case.")) from None


def _receipts_were_read(case: Case) -> Mark:
    return Mark(
        _("The applicant looked at the receipts"),
        done_by_applicant(case, "receipts_read"),
        _("Be the applicant, open the case, and choose “Your receipts”."),
    )
