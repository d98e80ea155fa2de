"""A case goes back to where it waits for money, when what was booked on it is taken back. No table has such a step: it
undoes a mistake of the house."""

from egov.cases.alarms import set_alarm
from egov.cases.models import Case, StepTaken
from egov.cases.steps import LONGEST_REASON, NO_REASON, bring_to, facts_of, workflow_of
from egov.clock import now
from egov.editions.operations import service_for
from egov.errors import BadInput, Conflict
from egov.identity.models import Person
from egov.texts import N_, Text, _
from workflows.engine import By, Step

PAY = "pay"
UNPAID, DONE = "payment_taken_back", N_("Payment taken back")
HAS_GONE_ON = _("This case has gone on since it was paid, so the payment cannot be taken back here.")


def reason_to_stay_paid(case: Case) -> Text | None:
    """Why the case cannot go back to where it waits for money: somebody acted on it since, or the payment brought about
    more than that it goes on; None where nothing is in the way."""
    last = case.steps[-1] if case.steps else None
    if last is None or last.action != PAY or last.target != case.state or not case.waits_for:
        return HAS_GONE_ON
    row = _row_of(case, last)
    untouched = row is not None and not row.does and PAY not in service_for(case).effects
    return None if untouched else HAS_GONE_ON


def bring_back_to_payment(case: Case, person: Person, reason: str) -> None:
    """Let a locked case wait for money again, in the open transaction; whoever worked on it has it no longer, and the
    time for the decision begins anew when it is paid.

    Raises BadInput without a reason, Conflict where it has gone on.
    """
    reason = reason.strip()
    if not reason:
        raise BadInput(NO_REASON)
    if len(reason) > LONGEST_REASON:
        raise BadInput(_("Use at most %(longest)s characters", longest=LONGEST_REASON))
    stays = reason_to_stay_paid(case)
    if stays:
        raise Conflict(stays)
    paid = case.steps[-1]
    case.steps.append(
        StepTaken(
            action=UNPAID, done=DONE, source=paid.target, target=paid.source, by=str(By.PAYMENT),
            person_id=person.id, person=person, reason=reason, at=now(),
        )
    )  # fmt: skip
    case.claimed_by_id = case.claimed_by = None
    bring_to(case, workflow_of(case).state(paid.source), restarts=True)
    set_alarm(case, workflow_of(case), facts_of(case))


def _row_of(case: Case, taken: StepTaken) -> Step | None:
    rows = (row for row in workflow_of(case).steps if row.action == PAY and taken.source in row.sources)
    return next((row for row in rows if row.leads_to(taken.source) == taken.target), None)
