"""Who works on a case: claimed by one officer, released, handed or taken over. Two at once: one wins, one reads who."""

from sqlalchemy import bindparam, select

from egov.audit.operations import DECIDING, About, Actor, record
from egov.cases.bars import check_not_own
from egov.cases.messages import write_note
from egov.cases.models import Case
from egov.cases.steps import AT_DESKS, SECOND_PERSON, Taken, check_officer, desk_of, is_officer_for, possible_steps
from egov.db import db
from egov.errors import BadInput, Conflict, NotAllowed
from egov.identity.models import Person, RoleHolding
from egov.texts import _

# Asked at each desk, so it is written once.
AT_OFFICE = (
    select(Person)
    .join(RoleHolding)
    .where(
        RoleHolding.role.in_(("officer", "appeal")),
        RoleHolding.office == bindparam("desk"),
        RoleHolding.service.in_((bindparam("service"), "*")),
    )
    .where(Person.id != bindparam("me"))
    .order_by(Person.name)
)


def claim(case: Case, person: Person) -> None:
    """Take a case that waits for an officer. Raises Conflict when a colleague has it."""
    _check_waits_here(case, person)
    if case.claimed_by_id not in (None, person.id):
        raise Conflict(_("%(name)s is already working on this case.", name=_holder(case)))
    _check_can_go_on(case, person)
    if case.claimed_by_id == person.id:
        return
    case.claimed_by_id, case.claimed_by = person.id, person
    _record("case_claimed", case, person)


def take_over(case: Case, person: Person, reason: str) -> None:
    """Go on with the case of a colleague who is away; why stands in a note, where he reads it. Raises BadInput without
    a reason, Conflict when no colleague has the case."""
    _check_waits_here(case, person)
    if case.claimed_by_id in (None, person.id):
        raise Conflict(_("No colleague is working on this case now."))
    _check_can_go_on(case, person)
    write_note(case, person, reason)
    case.claimed_by_id, case.claimed_by = person.id, person
    _record("case_taken_over", case, person)


def release(case: Case, person: Person) -> None:
    """Put a case back among the unclaimed ones. Raises Conflict when it is not this person's."""
    if case.claimed_by_id != person.id:
        raise Conflict(_("You are not working on this case."))
    case.claimed_by_id = case.claimed_by = None
    _record("case_released", case, person)


def hand_over(case: Case, person: Person, colleague_id: int) -> None:
    """Give a case to a colleague of the same office. Raises Conflict when it is not this person's to give."""
    if case.claimed_by_id != person.id:
        raise Conflict(_("You are not working on this case."))
    colleague = db.session.get(Person, colleague_id)
    if colleague is None or not is_officer_for(case, colleague):
        raise BadInput(_("Choose a colleague of this office."))
    check_not_own(case, colleague)
    case.claimed_by_id, case.claimed_by = colleague.id, colleague
    _record("case_handed_over", case, person)


def officers_beside(case: Case, person: Person) -> list[Person]:
    """The other officers for the service at the office of the case, by name; who of them may not work on it, too."""
    found = db.session.scalars(AT_OFFICE, {"desk": case.desk, "service": case.service, "me": person.id})
    return list(found.unique())


def _check_waits_here(case: Case, person: Person) -> None:
    check_officer(case, person)
    if case.waits_for not in AT_DESKS:
        raise Conflict(_("This case does not wait for an officer now."))


def _check_can_go_on(case: Case, person: Person) -> None:
    if not possible_steps(case, Taken(desk_of(case), person)):
        raise NotAllowed(SECOND_PERSON)


def _holder(case: Case) -> str:
    return case.claimed_by.name if case.claimed_by else ""


def _record(action: str, case: Case, person: Person) -> None:
    actor = Actor(person.id, person.name, case.desk)
    record(actor, action, About(case.applicant_id, case.reference), purpose=DECIDING)
