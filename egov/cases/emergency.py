"""Emergency access: an official reads a case that is not his, for an hour, with a reason that the applicant is told."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from egov.audit.models import Entry
from egov.audit.operations import EMERGENCY, About, record
from egov.cases.bars import check_not_own
from egov.cases.letters import tell_applicant
from egov.cases.models import Case
from egov.cases.register_facts import record_look
from egov.clock import now
from egov.country.pack import current_pack
from egov.db import db
from egov.errors import BadInput, TooMany
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.texts import _

LASTS = timedelta(hours=1)
SHORTEST_REASON, LONGEST_REASON = 10, 500
MOST_AN_HOUR = 3
ACTION = "emergency_access"


def open_in_emergency(case: Case, person: Person, reason: str) -> None:
    """Let the person read the case for an hour, in the open transaction. The applicant is told at once.

    Raises BadInput without a reason, NotAllowed for a case of one's own family, TooMany for the fourth in an hour.
    """
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise BadInput(
            _("Write the reason, in %(least)s to %(most)s characters.", least=SHORTEST_REASON, most=LONGEST_REASON)
        )
    check_not_own(case, person)
    _lock(person)
    if emergency_until(case, person):
        return
    _check_not_too_many(person)
    office = person.roles[0].office
    about, details = About(case.applicant_id, case.reference), {"reason": reason}
    record(actor_of(person, office), ACTION, about, purpose=EMERGENCY, read=True, details=details)
    words = {"name": person.name, "office": current_pack().office(office).name, "reason": reason}
    tell_applicant(
        case,
        _("%(reference)s: your case was opened in an emergency", reference=case.reference),
        _(
            "%(name)s (%(office)s) does not work on your case and opened it to read it, for an hour. "
            "Reason given: %(reason)s. If you find this wrong, tell your office or the auditors.",
            **words,
        ),
    )


def emergency_until(case: Case, person: Person) -> datetime | None:
    """Until when the person may read the case; None if he may not, also where he has lost all roles meanwhile."""
    if not person.roles:
        return None
    query = select(func.max(Entry.at)).where(*_of(person), Entry.case_reference == case.reference)
    opened = db.session.scalar(query)
    return opened + LASTS if opened else None


def record_emergency_read(case: Case, person: Person) -> None:
    """Note that the person looks at the case which he opened."""
    record_look(case, actor_of(person, person.roles[0].office), EMERGENCY)


def _lock(person: Person) -> None:
    """Let this person open nothing else before the transaction ends: what he opens at the same moment counts, too."""
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))


def _check_not_too_many(person: Person) -> None:
    opened = db.session.scalar(select(func.count()).select_from(Entry).where(*_of(person))) or 0
    if opened >= MOST_AN_HOUR:
        raise TooMany(_("You have opened %(number)s cases in an emergency within an hour.", number=opened))


def _of(person: Person) -> tuple[ColumnElement[bool], ...]:
    return Entry.actor_id == person.id, Entry.action == ACTION, Entry.at > now() - LASTS
