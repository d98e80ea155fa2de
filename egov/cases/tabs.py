"""How many cases lie behind each tab of the queue, in one question that stops after a page of each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import FromClause, ScalarSelect, Select, false, func, literal, or_, select, union_all

from egov.cases.models import Case
from egov.cases.news import has_news
from egov.cases.queue import Desk, Which, colleagues_at, desks_of, in_order, is_his, lies_at, scan
from egov.db import db
from egov.identity.models import Person

MOST_LOOKED_THROUGH = 500  # of an officer's cases, for news; where he has more, the most urgent


def counts_of_tabs(person: Person, service: str = "") -> Mapping[Which, int]:
    """The cases behind each tab, of one service or of all. More than a page means: at least so many."""
    totals: Counter[Which] = Counter()
    desks = [desk for desk in desks_of(person) if service in ("", desk.service)]
    numbers = [select(literal(which), number) for which, number in _numbers(person, desks, service)]
    for which, number in db.session.execute(union_all(*numbers)):
        totals[which] += number
    return totals


def _numbers(person: Person, desks: Sequence[Desk], service: str) -> Iterator[tuple[Which, Any]]:
    """Numbers to be added up, tab by tab: what lies at each desk, on the person's own, and on those of colleagues."""
    for desk in desks:
        yield "unclaimed", _number(scan(desk, "unclaimed"))
        yield "late", _number(scan(desk, "late"))
    yield "mine", _number(select(Case.id).where(is_his(person, "mine", service)))
    yield "news", _number(_with_news(person, service))
    yield "taken", _taken_by_others(person, desks)


def _number(wanted: Select[*tuple[Any, ...]], *outer: FromClause) -> ScalarSelect[int]:
    """Counted as a page is read: in the order of its index, and no further."""
    few = in_order(wanted, None).correlate(*outer) if outer else in_order(wanted, None)
    return select(func.count()).select_from(few.subquery()).scalar_subquery()


def _with_news(person: Person, service: str) -> Select[int]:
    of_service = [Case.service == service] if service else []
    his = select(Case.id).where(Case.claimed_by_id == person.id, *of_service).order_by(Case.queue_date, Case.id)
    looked_through = Case.id.in_(select(his.limit(MOST_LOOKED_THROUGH).subquery().c.id))
    return select(Case.id).where(looked_through, has_news(person))


def _taken_by_others(person: Person, desks: Sequence[Desk]) -> ScalarSelect[int]:
    """Colleague by colleague, since all that lies at a desk is more than what is taken."""
    others = colleagues_at(desks, person).subquery()
    at_desks = or_(false(), *(lies_at(desk) for desk in desks))
    has = select(Case.id).where(Case.claimed_by_id == others.c.person_id, at_desks)
    each = _number(has, others)
    return select(func.coalesce(func.sum(each), 0)).select_from(others).scalar_subquery()
