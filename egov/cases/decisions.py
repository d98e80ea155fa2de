"""A decision is data: the letter, the page and the statistics are made from it."""

from datetime import timedelta

from egov.cases.models import Case, Decision, StepTaken
from egov.clock import now
from egov.country.days import today
from egov.country.pack import current_pack
from egov.editions.operations import service_for
from egov.errors import BadInput
from egov.texts import _
from workflows.engine import By


def decide(case: Case, outcome: str, step: StepTaken, ground: str = "") -> Decision:
    """Write the decision that a step was, in the open transaction; ``ground`` is one that the service names, if any.

    Where the law decides by silence nobody wrote reasons: the words of the step are the reasons. The last day to appeal
    counts calendar days and moves to the next working day of the appeal body. Raises BadInput for an unknown ground,
    and for any where no officer refuses.
    """
    pack, service = current_pack(), service_for(case)
    if ground and (outcome != "refused" or step.by != By.OFFICER):
        raise BadInput(_("Only a refusal has a ground."))
    if ground and ground not in service.grounds:
        raise BadInput(_("Choose one of the grounds."))
    body = pack.office(case.office).appeal_body or case.office
    last = today() + timedelta(days=service.appeal_days)
    calendar = pack.calendar_of(body)
    decision = Decision(
        outcome=outcome,
        rule=f"{step.action}:{ground}" if ground else step.action,
        reasons=step.done if step.by == By.CLOCK else step.reason,
        legal_basis=service.legal_basis.msgid,
        facts=dict(case.answers),
        edition_id=case.edition_id,
        appeal_body=body,
        appeal_until=last if calendar.is_working_day(last) else calendar.add_working_days(last, 1),
        person_id=step.person_id,
        person=step.person,
        at=now(),
    )
    case.decisions.append(decision)
    return decision
