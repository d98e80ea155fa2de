"""The running cases cross over, portion by portion: a crash in the middle loses nothing and repeats nothing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cases.models import Case
from egov.cases.moving import Standing, arrival, hold, let_go_on, locked_cases, move, move_back
from egov.country.days import today
from egov.db import db, savepoint, transaction
from egov.editions.comparison import version_of
from egov.editions.crossings import let_nobody_apply
from egov.editions.models import HOLD, MOVE, Edition
from egov.publishing.judging import Crossing, Fate, Judge
from egov.publishing.preview import judge_between

AT_ONCE = 100

log = logging.getLogger(__name__)


@dataclass
class Done:
    """How many cases were looked at, and how many of them changed."""

    seen: int = 0
    changed: int = 0


def bring_into_force(told: Callable[[Done], None] = lambda done: None) -> Done:
    """Do what the publications whose day has come say about the running cases; ``told`` hears of each portion."""
    done = Done()
    for number in _waiting_editions():
        while _next_portion(number, done):
            told(done)
    return done


def next_day_of_effect() -> date | None:
    """The next day on which an edition moves or holds cases."""
    query = select(Edition.in_force_from).where(Edition.moved_up_to.is_not(None), Edition.taken_back_at.is_(None))
    return db.session.scalar(query.order_by(Edition.in_force_from).limit(1))


def _waiting_editions() -> list[int]:
    query = select(Edition.id).where(Edition.moved_up_to.is_not(None), Edition.in_force_from <= today())
    return list(db.session.scalars(query.order_by(Edition.service, Edition.number)))


def _next_portion(number: int, done: Done) -> bool:
    """Look at the next portion of cases, in one transaction with the note how far it has come; False at the end."""
    with transaction():
        edition = _locked_edition(number)
        if edition.moved_up_to is None:
            return False
        let_nobody_apply(edition.service)
        numbers = _portion(edition, edition.moved_up_to)
        treat = _treatment(edition)
        done.seen += len(numbers)
        done.changed += _changed(numbers, treat)
        edition.moved_up_to = numbers[-1] if numbers else None
        details = {"service": edition.service, "number": edition.number, "up_to": edition.moved_up_to}
        record(SYSTEM, "cases_crossed", About(), purpose=CHANGING_RULES, details=details)
    return bool(numbers)


def _locked_edition(number: int) -> Edition:
    """The edition, for one at a time who moves cases; new cases may name it meanwhile, so that nobody who applies or
    decides waits for us while we wait for him."""
    how = {"of": Edition, "key_share": True}
    return db.session.get_one(Edition, number, with_for_update=how, options=[undefer(Edition.content)])


def _portion(edition: Edition, after: int) -> list[int]:
    """The numbers of the next running cases: of this edition or held where it was taken back, else of earlier ones."""
    query = select(Case.id).where(Case.id > after, Case.service == edition.service, Case.closed_at.is_(None))
    if edition.taken_back_at is None:
        query = query.where(Case.edition_id.in_(_earlier(edition)))
    else:
        query = query.where(or_(Case.edition_id == edition.id, Case.held_at.is_not(None)))
    return list(db.session.scalars(query.order_by(Case.id).limit(AT_ONCE)))


def _earlier(edition: Edition) -> list[int]:
    query = select(Edition.id).where(Edition.service == edition.service, Edition.number < edition.number)
    return list(db.session.scalars(query))


Treatment = Callable[[Case], bool]


def _changed(numbers: Sequence[int], treat: Treatment) -> int:
    """How many cases of a portion were changed: in one go, which is fast; where one cannot be, each by itself."""
    try:
        with savepoint():
            return sum(treat(case) for case in locked_cases(numbers))
    except Exception:  # Which case it was, and why, is found out and logged below.
        return sum(_treated(case, treat) for case in locked_cases(numbers))


def _treated(case: Case, treat: Treatment) -> bool:
    """Whether the case was changed. One that cannot be is left as it is, and the others go on."""
    try:
        with savepoint():
            return treat(case)
    except Exception:  # Whatever the rules of one service raise, the cases of all others go on.
        log.exception("case %s could not follow the new edition; it stays where it is", case.id)
        return False


def _treatment(edition: Edition) -> Treatment:
    if edition.taken_back_at:
        return lambda case: _back(case, edition)
    judges: dict[int, Judge] = {}

    def judged(case: Case) -> bool:
        before = case.edition_id or 0
        if before not in judges:
            old = db.session.get_one(Edition, before, options=[undefer(Edition.content)])
            judges[before] = judge_between(old, version_of(edition), Crossing(**edition.mapping))
        return _forward(case, edition, judges[before])

    return judged


def _forward(case: Case, edition: Edition, judge: Judge) -> bool:
    """Move or hold the case as the policy says, or end its wait."""
    verdict = judge.verdict(Standing(case.state, case.answers))
    if edition.policy == HOLD:
        if verdict.fate in (Fate.UNTOUCHED, Fate.FINISHES) or case.held_at:
            return False
        hold(case, None)
        return True
    waited = case.held_at is not None
    if waited:
        let_go_on(case, None)
    if edition.policy != MOVE or verdict.standing is None:
        return waited
    move(case, edition, verdict.standing, None, silently=verdict.fate == Fate.UNTOUCHED)
    return True


def _back(case: Case, edition: Edition) -> bool:
    """End the wait for an edition that was taken back, and go back to where the case was before it."""
    if case.held_at:
        let_go_on(case, None)
        return True
    if case.edition_id != edition.id or arrival(case) is None:
        return False
    move_back(case, None)
    return True
