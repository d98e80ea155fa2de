"""What an applicant is told by e-mail or SMS, in his language."""

from flask import current_app

from egov.cases.models import Case
from egov.cases.words import decision_rows
from egov.editions.operations import service_for
from egov.notifications.operations import Letter, notify
from egov.texts import Text, _, use_language
from workflows.engine import Step


def tell_applicant(case: Case, subject: Text, body: Text | str) -> None:
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


def tell_step(case: Case, step: Step, comes_next: Text, reason: str) -> None:
    """Tell the applicant what happened and what comes next; of a decision, all that it consists of. Nothing twice."""
    words = {"service": service_for(case).title, "reference": case.reference, "done": Text(step.done)}
    with use_language(case.language):
        said = _said_once(str(Text(step.done)), str(comes_next))
        because = str(_("\n\nReason: %(reason)s", reason=reason)) if reason else ""
        if step.decides:
            because = "\n\n" + _last_decision(case, said)
    tell_applicant(case, _("%(service)s %(reference)s: %(done)s", **words), f"{said}{because}")


def _said_once(done: str, comes_next: str) -> str:
    """What was done and what comes next; a state that itself begins with what was done says both."""
    if comes_next.casefold().startswith(done.casefold()):
        return comes_next
    return str(_("%(done)s. %(next)s", done=done, next=comes_next))


def _last_decision(case: Case, said: str) -> str:
    """The last decision, line by line, without its outcome where that was ``said``."""
    outcome, *others = decision_rows(case, case.decisions[-1])
    rows = others if str(outcome[1]).casefold() in said.casefold() else [outcome, *others]
    return "\n".join(f"{label}: {value}" for label, value in rows)


def link_to(case: Case) -> str:
    """The address of the applicant's page of the case."""
    return f"{current_app.config['BASE_URL']}/cases/{case.reference}"
