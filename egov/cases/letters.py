"""What an applicant is told by e-mail or SMS, in his language."""

from flask import current_app

from egov.cases.models import Case
from egov.cases.words import decision_rows
from egov.editions.operations import service_for
from egov.notifications.operations import Letter, notify
from egov.texts import Text, _, use_language
from workflows.engine import Step


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


def tell_step(case: Case, step: Step, next_words: str, reason: str) -> None:
    """Tell the applicant what happened and what comes next; of a decision, all that it consists of."""
    done = Text(step.done)
    words = {"service": service_for(case).title, "reference": case.reference, "done": done}
    because: Text | str = _("\n\nReason: %(reason)s", reason=reason) if reason else ""
    if step.decides:
        because = "\n\n" + _last_decision(case)
    body = _("%(done)s. %(next)s%(because)s", done=done, next=Text(next_words), because=because)
    tell_applicant(case, _("%(service)s %(reference)s: %(done)s", **words), body)


def _last_decision(case: Case) -> str:
    with use_language(case.language):
        return "\n".join(f"{label}: {value}" for label, value in decision_rows(case, case.decisions[-1]))


def link_to(case: Case) -> str:
    """The address of the applicant's page of the case."""
    return f"{current_app.config['BASE_URL']}/cases/{case.reference}"
