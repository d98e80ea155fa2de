"""What an applicant is told by e-mail or SMS, in his language."""

from flask import current_app

from egov.cases.models import Case
from egov.catalogue import service_of
from egov.notifications.operations import Letter, notify
from egov.texts import Text, _


def tell_applicant(case: Case, subject: Text, body: Text) -> None:
    """Put a letter to the applicant into the outbox, if we know how to reach him."""
    if not (case.email or case.phone):
        return
    notify(
        Letter(
            to_email=case.email,
            to_phone=case.phone,
            language=case.language,
            subject=subject,
            body=_("%(body)s\n\nYour case: %(link)s", body=body, link=link_to(case)),
            case_reference=case.reference,
        )
    )


def tell_step(case: Case, done: str, next_words: str, reason: str) -> None:
    """Tell the applicant what happened and what comes next."""
    service = service_of(case.service)
    words = {"service": service.title, "reference": case.reference, "done": Text(done)}
    subject = _("%(service)s %(reference)s: %(done)s", **words)
    because = _("\n\nReason: %(reason)s", reason=reason) if reason else ""
    tell_applicant(
        case, subject, _("%(done)s. %(next)s%(because)s", done=Text(done), next=Text(next_words), because=because)
    )


def link_to(case: Case) -> str:
    """The address of the applicant's page of the case."""
    return f"{current_app.config['BASE_URL']}/cases/{case.reference}"
