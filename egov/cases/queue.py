"""The officers' queues: keyset pages, each served by one index however many cases there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from egov.asked import row_number
from egov.cases.models import Case, Review
from egov.cases.news import has_news
from egov.cases.steps import AT_DESKS
from egov.country.days import today
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.operations import known_services
from egov.errors import BadInput
from egov.identity.models import Person, RoleHolding
from egov.texts import _
from workflows.engine import By

PAGE = 25
Which = Literal["unclaimed", "mine", "news", "taken", "late"]
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
        return Cursor(date.fromisoformat(day), row_number(number))
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

    One short index scan for each desk of the person, or for each colleague, then the smallest of them merged. The
    numbers are found first: a database that is asked for the rows in the same breath may think it cheaper to read the
    whole table.
    """
    if which in ("mine", "news"):
        return _page(select(Case).where(is_his(person, which, service)), after)
    desks = [desk for desk in desks_of(person) if service in ("", desk.service)]
    scans = _scans_of_colleagues(desks, person) if which == "taken" else [scan(desk, which) for desk in desks]
    if not scans:
        return []
    first_ones = [in_order(one, after).subquery() for one in scans]
    together = union_all(*(select(found) for found in first_ones)).subquery()
    merged = select(together.c.id).order_by(together.c.queue_date, together.c.id).limit(PAGE + 1)
    found = select(Case).options(joinedload(Case.claimed_by)).where(Case.id.in_(db.session.scalars(merged).all()))
    return _page(found, None)


def is_his(person: Person, which: Which, service: str) -> ColumnElement[bool]:
    """Whether a case is on the person's desk: it waits for an officer, or has news, wherever it is now."""
    wanted = has_news(person) if which == "news" else Case.waits_for.in_(AT_DESKS)
    return and_(Case.claimed_by_id == person.id, wanted, *([Case.service == service] if service else []))


def scan(desk: Desk, which: Which) -> Select[int, date]:
    """What lies unclaimed, or late, at a desk."""
    query = select(Case.id, Case.queue_date).where(lies_at(desk))
    if which == "late":
        return query.where(Case.queue_date < today(), Case.due_on < today())
    return query.where(Case.claimed_by_id.is_(None))


def _scans_of_colleagues(desks: Sequence[Desk], person: Person) -> list[Select[int, date]]:
    """What each of the others who decide at these desks has taken there."""
    at_desks = or_(false(), *(lies_at(desk) for desk in desks))
    others = db.session.scalars(colleagues_at(desks, person))
    return [select(Case.id, Case.queue_date).where(Case.claimed_by_id == other, at_desks) for other in others]


def colleagues_at(desks: Sequence[Desk], person: Person) -> Select[int]:
    """The numbers of the others who decide in the offices of these desks."""
    decide = RoleHolding.role.in_(("officer", "appeal")), RoleHolding.office.in_({desk.office for desk in desks})
    return select(RoleHolding.person_id).where(*decide, RoleHolding.person_id != person.id).distinct()


def lies_at(desk: Desk) -> ColumnElement[bool]:
    """Whether a case waits at the desk."""
    return and_(Case.desk == desk.office, Case.service == desk.service, Case.waits_for == desk.by)


def _page(query: Select[Case], after: Cursor | None) -> list[Case]:
    return list(db.session.scalars(in_order(query, after)).unique())


def in_order(query: Rows, after: Cursor | None) -> Rows:
    """The most urgent, and one more than a page."""
    if after:
        query = query.where(_is_after(after))
    return query.order_by(Case.queue_date, Case.id).limit(PAGE + 1)


def _is_after(cursor: Cursor) -> ColumnElement[bool]:
    """As a pair: PostgreSQL goes to its place in the index however many cases have one date, SQLite to the date."""
    return tuple_(Case.queue_date, Case.id) > tuple_(literal(cursor.day, Case.queue_date.type), cursor.number)


def reviews_waiting_for(person: Person) -> Sequence[Review]:
    """The opinions that the person's offices were asked for and have not given, the most urgent first."""
    offices = [(held.office, held.service) for held in person.roles if held.role == "reviewer"]
    if not offices:
        return []
    ours = or_(*(_asked_of(office, service) for office, service in offices))
    query = select(Review).where(ours, Review.answered_at.is_(None), Review.cancelled_at.is_(None))
    query = query.options(joinedload(Review.case, innerjoin=True)).order_by(Review.due_on, Review.id)
    return db.session.scalars(query.limit(PAGE)).all()


def _asked_of(office: str, service: str) -> ColumnElement[bool]:
    at_office = Review.office == office
    return at_office if service == "*" else and_(at_office, Review.service == service)
