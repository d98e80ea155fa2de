"""A decision is data: the letter, the page and the statistics are made from it."""

from datetime import timedelta

from egov.cases.deadlines import today
from egov.cases.models import Case, Decision
from egov.catalogue import service_of
from egov.clock import now
from egov.country.pack import current_pack
from egov.identity.models import Person


def decide(case: Case, outcome: str, person: Person | None, reasons: str) -> Decision:
    """Write a decision, in the open transaction; ``person`` is None where the law decides by silence.

    The last day to appeal counts calendar days and moves to the next working day of the appeal body.
    """
    pack, service = current_pack(), service_of(case.service)
    body = pack.office(case.office).appeal_body or case.office
    last = today() + timedelta(days=service.appeal_days)
    calendar = pack.calendar_of(body)
    decision = Decision(
        outcome=outcome,
        reasons=reasons.strip(),
        legal_basis=service.legal_basis.msgid,
        facts=dict(case.answers),
        appeal_body=body,
        appeal_until=last if calendar.is_working_day(last) else calendar.add_working_days(last, 1),
        person_id=person.id if person else None,
        person=person,
        at=now(),
    )
    case.decisions.append(decision)
    return decision
