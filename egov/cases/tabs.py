"""How many cases lie behind each tab of the queue, in one question that stops after a page of each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, FromClause, ScalarSelect, Select, false, func, literal, or_, select, union_all

from egov.cases.models import Case
from egov.cases.news import READER, has_news
from egov.cases.queue import (
    STATEMENTS_KEPT,
    Desk,
    Which,
    asked_by,
    colleagues_at,
    desks_of,
    in_order,
    is_his,
    lies_at,
    scan,
)
from egov.db import db
from egov.identity.models import Person

MOST_LOOKED_THROUGH = 500  # of an officer's cases, for news; where he has more, the most urgent


def counts_of_tabs(person: Person, service: str = "") -> Mapping[Which, int]:
    """The cases behind each tab, of one service or of all. More than a page means: at least so many."""
    totals: Counter[Which] = Counter()
    desks = [desk for desk in desks_of(person) if service in ("", desk.service)]
    for which, number in db.session.execute(_question((*desks,), service), asked_by(person)):
        totals[which] += number
    return totals


@lru_cache(STATEMENTS_KEPT)
def _question(desks: tuple[Desk, ...], service: str) -> CompoundSelect[Which, int]:
    """To build it takes ten times as long as to ask it."""
    return union_all(*(select(literal(which), number) for which, number in _numbers(desks, service)))


def _numbers(desks: Sequence[Desk], service: str) -> Iterator[tuple[Which, Any]]:
    """Numbers to be added up, tab by tab: what lies at each desk, on the reader's own, and on those of colleagues."""
    for desk in desks:
        yield "unclaimed", _number(scan(desk, "unclaimed"))
        yield "late", _number(scan(desk, "late"))
    yield "mine", _number(select(Case.id).where(is_his("mine", service)))
    yield "news", _number(_with_news(service))
    yield "taken", _taken_by_others(desks)


def _number(wanted: Select[*tuple[Any, ...]], *outer: FromClause) -> ScalarSelect[int]:
    """Counted as a page is read: in the order of its index, and no further."""
    few = in_order(wanted).correlate(*outer) if outer else in_order(wanted)
    return select(func.count()).select_from(few.subquery()).scalar_subquery()


def _with_news(service: str) -> Select[int]:
    of_service = [Case.service == service] if service else []
    his = select(Case.id).where(Case.claimed_by_id == READER, *of_service).order_by(Case.queue_date, Case.id)
    looked_through = Case.id.in_(select(his.limit(MOST_LOOKED_THROUGH).subquery().c.id))
    return select(Case.id).where(looked_through, has_news())


def _taken_by_others(desks: Sequence[Desk]) -> ScalarSelect[int]:
    """Colleague by colleague, since all that lies at a desk is more than what is taken."""
    others = colleagues_at(desks).subquery()
    at_desks = or_(false(), *(lies_at(desk) for desk in desks))
    has = select(Case.id).where(Case.claimed_by_id == others.c.person_id, at_desks)
    each = _number(has, others)
    return select(func.coalesce(func.sum(each), 0)).select_from(others).scalar_subquery()
