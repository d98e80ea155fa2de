"""The officers' queues: keyset pages, each served by one index however many cases there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from egov.asked import row_number
from egov.cases.models import Case, Review
from egov.cases.news import READER, has_news
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
TODAY = bindparam("today", type_=Case.queue_date.type)
# As a pair: PostgreSQL goes to its place in the index however many cases have one date, SQLite to the date.
IS_AFTER = tuple_(Case.queue_date, Case.id) > tuple_(
    bindparam("after_day", type_=Case.queue_date.type), bindparam("after_number", type_=Case.id.type)
)
STATEMENTS_KEPT = 256
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
        query = in_order(select(Case).where(is_his(which, service)), after is not None)
        return list(db.session.scalars(query, asked_by(person, after)).unique())
    desks = [desk for desk in desks_of(person) if service in ("", desk.service)]
    if which == "taken":
        scans = _scans_of_colleagues(desks, person)
        merged = _merged(scans, after is not None) if scans else None
    else:
        merged = _at_desks((*desks,), which, after is not None) if desks else None
    numbers = db.session.scalars(merged, asked_by(person, after)).all() if merged is not None else []
    found = select(Case).options(joinedload(Case.claimed_by)).where(Case.id.in_(numbers))
    return list(db.session.scalars(found.order_by(Case.queue_date, Case.id)).unique()) if numbers else []


@lru_cache(STATEMENTS_KEPT)
def _at_desks(desks: tuple[Desk, ...], which: Which, goes_on: bool) -> Select[int]:
    """The numbers of a page at these desks; to build the statement takes longer than to run it."""
    return _merged([scan(desk, which) for desk in desks], goes_on)


def _merged(scans: Sequence[Select[int, date]], goes_on: bool) -> Select[int]:
    """The smallest of several short scans."""
    first_ones = [in_order(one, goes_on).subquery() for one in scans]
    together = union_all(*(select(found) for found in first_ones)).subquery()
    return select(together.c.id).order_by(together.c.queue_date, together.c.id).limit(PAGE + 1)


def asked_by(person: Person, after: Cursor | None = None) -> dict[str, object]:
    """The values for the places in the statements of this room."""
    values = {"reader": person.id, "today": today()}
    return {**values, "after_day": after.day, "after_number": after.number} if after else values


def is_his(which: Which, service: str) -> ColumnElement[bool]:
    """Whether a case is on the reader's desk: it waits for an officer, or has news, wherever it is now."""
    wanted = has_news() if which == "news" else Case.waits_for.in_(AT_DESKS)
    return and_(Case.claimed_by_id == READER, wanted, *([Case.service == service] if service else []))


def scan(desk: Desk, which: Which) -> Select[int, date]:
    """What lies unclaimed, or late, at a desk."""
    query = select(Case.id, Case.queue_date).where(lies_at(desk))
    if which == "late":
        return query.where(Case.queue_date < TODAY, Case.due_on < TODAY)
    return query.where(Case.claimed_by_id.is_(None))


def _scans_of_colleagues(desks: Sequence[Desk], person: Person) -> list[Select[int, date]]:
    """What each of the others who decide at these desks has taken there."""
    at_desks = or_(false(), *(lies_at(desk) for desk in desks))
    others = db.session.scalars(colleagues_at(desks), asked_by(person))
    return [select(Case.id, Case.queue_date).where(Case.claimed_by_id == other, at_desks) for other in others]


def colleagues_at(desks: Sequence[Desk]) -> Select[int]:
    """The numbers of those who decide in the offices of these desks, without the reader."""
    decide = RoleHolding.role.in_(("officer", "appeal")), RoleHolding.office.in_({desk.office for desk in desks})
    return select(RoleHolding.person_id).where(*decide, RoleHolding.person_id != READER).distinct()


def lies_at(desk: Desk) -> ColumnElement[bool]:
    """Whether a case waits at the desk."""
    return and_(Case.desk == desk.office, Case.service == desk.service, Case.waits_for == desk.by)


def in_order(query: Rows, goes_on: bool = False) -> Rows:
    """The most urgent, and one more than a page; those behind a cursor where it goes on."""
    if goes_on:
        query = query.where(IS_AFTER)
    return query.order_by(Case.queue_date, Case.id).limit(PAGE + 1)


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
