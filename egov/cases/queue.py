"""The officers' queues: keyset pages, each served by one index however many cases there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from egov.cases.codes import clean_reference
from egov.cases.models import Case, Review
from egov.cases.steps import AT_DESKS
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.operations import known_services
from egov.errors import BadInput
from egov.identity.models import Person
from egov.texts import _
from workflows.engine import By

PAGE = 25
Which = Literal["unclaimed", "mine", "late"]
Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after the case with this date and number."""

    day: date
    number: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.number}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor in an address, None for the first page. Raises BadInput."""
    if not text:
        return None
    try:
        day, number = text.split("_")
        return Cursor(date.fromisoformat(day), int(number))
    except ValueError:
        raise BadInput(_("This page does not exist. Go back to the first page of the queue.")) from None


@dataclass(frozen=True, order=True)
class Desk:
    """Where somebody decides: an office, a service, and whether he hears appeals there."""

    office: str
    service: str
    by: By


def desks_of(person: Person) -> list[Desk]:
    """All desks of the person: he is an officer of the deciding office, or of the body that hears appeals."""
    pack, desks = current_pack(), set()
    for held in person.roles:
        for service in known_services() if held.service == "*" else [held.service]:
            office = pack.office_deciding(service)
            if (held.role, held.office) == ("officer", office.code):
                desks.add(Desk(held.office, service, By.OFFICER))
            if (held.role, held.office) == ("appeal", office.appeal_body):
                desks.add(Desk(held.office, service, By.APPEAL))
    return sorted(desk for desk in desks if desk.service in known_services())


def waiting_cases(person: Person, which: Which, *, service: str = "", after: Cursor | None = None) -> list[Case]:
    """A page of cases that wait for an officer, the most urgent first, and one more if there is a next page.

    One short index scan for each desk of the person, then the smallest of them merged. The numbers are found first:
    a database that is asked for the rows in the same breath may think it cheaper to read the whole table.
    """
    desks = [desk for desk in desks_of(person) if service in ("", desk.service)]
    if which == "mine":
        return _page(select(Case).where(Case.claimed_by_id == person.id, Case.waits_for.in_(AT_DESKS)), after)
    if not desks:
        return []
    first_ones = [_ordered(_scan(desk, which), after).subquery() for desk in desks]
    together = union_all(*(select(found) for found in first_ones)).subquery()
    merged = select(together.c.id).order_by(together.c.queue_date, together.c.id).limit(PAGE + 1)
    return _page(select(Case).where(Case.id.in_(db.session.scalars(merged).all())), None)


def _scan(desk: Desk, which: Which) -> Select[int, date]:
    at_desk = and_(Case.desk == desk.office, Case.service == desk.service, Case.waits_for == desk.by)
    query = select(Case.id, Case.queue_date).where(at_desk)
    if which == "late":
        return query.where(Case.queue_date < today(), Case.due_on < today())
    return query.where(Case.claimed_by_id.is_(None))


def _page(query: Select[Case], after: Cursor | None) -> list[Case]:
    return list(db.session.scalars(_ordered(query, after)).unique())


def _ordered(query: Rows, after: Cursor | None) -> Rows:
    if after:
        query = query.where(_is_after(after))
    return query.order_by(Case.queue_date, Case.id).limit(PAGE + 1)


def _is_after(cursor: Cursor) -> ColumnElement[bool]:
    same_day = and_(Case.queue_date == cursor.day, Case.id > cursor.number)
    return and_(Case.queue_date >= cursor.day, or_(Case.queue_date > cursor.day, same_day))


def reviews_waiting_for(person: Person) -> Sequence[Review]:
    """The opinions that the person's offices were asked for and have not given, the most urgent first."""
    offices = [(held.office, held.service) for held in person.roles if held.role == "reviewer"]
    if not offices:
        return []
    ours = or_(*(_asked_of(office, service) for office, service in offices))
    query = select(Review).where(ours, Review.answered_at.is_(None), Review.cancelled_at.is_(None))
    return db.session.scalars(query.order_by(Review.due_on, Review.id).limit(PAGE)).all()


def _begins(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """A range that an index serves; LIKE would not be, in most collations."""
    return and_(column >= name, column < name + "\uffff")


def _asked_of(office: str, service: str) -> ColumnElement[bool]:
    at_office = Review.office == office
    return at_office if service == "*" else and_(at_office, Review.service == service)


def cases_like(person: Person, typed: str) -> list[Case]:
    """The cases at the person's desks by reference, identifier or the beginning of the applicant's name."""
    desks = desks_of(person)
    typed = typed.strip()
    if not typed or not desks:
        return []
    at_my_desks = or_(*(and_(Case.desk == desk.office, Case.service == desk.service) for desk in desks))
    reference = clean_reference(typed)
    identifier = current_pack().identifier.clean(typed)
    name = typed.casefold()
    if reference:
        matches: ColumnElement[bool] = Case.reference == reference
    elif any(character.isdigit() for character in identifier):
        matches = Case.applicant_identifier == identifier
    else:
        matches = or_(*(_begins(column, name) for column in (Case.search_name, Case.search_other_name)))
    query = select(Case).where(at_my_desks, matches).order_by(Case.id.desc()).limit(PAGE)
    return list(db.session.scalars(query).unique())
