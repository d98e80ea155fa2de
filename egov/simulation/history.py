"""What a service really did: arrivals, times and shares, estimated from the steps that were taken."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import func, select

from egov.cases.models import Case, StepTaken
from egov.catalogue import Service
from egov.country.pack import current_pack
from egov.db import db
from egov.payments.models import Charge
from egov.simulation.chance import observed
from egov.simulation.defaults import Span, default_design, default_times
from egov.simulation.design import ASK_OPINIONS, RENEW, SILENCE, Design, Shares
from egov.simulation.worktime import DAY, WorkClock
from workflows.engine import START, By, Workflow

FEWEST_CASES = 30
MOST_CASES = 2000  # the newest ones: what was long ago says little about today
AT_WORK = (By.OFFICER, By.REVIEWER, By.APPEAL)
SHORTEST = 0.01  # working hours


class Row(NamedTuple):
    """A step as it was taken; ``at`` are hours since the start, on the clocks of the country."""

    case: int
    action: str
    source: str
    target: str
    by: str
    person: int | None
    at: float


@dataclass
class Seen:
    """Times by action (and by who acts), and how often each action was the next one in each state."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    next_steps: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    officers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def from_history(service: Service) -> Design:
    """The service as it was run, with the arrivals as they were; the stated defaults before there are 30 cases.

    What an officer did between two steps of his counts as work on the second one, unless the case came in later: a
    log of steps cannot tell a pause from work.
    """
    numbers = select(Case.id).where(Case.service == service.name).order_by(Case.id.desc()).limit(MOST_CASES)
    cases = set(db.session.scalars(numbers))
    if len(cases) < FEWEST_CASES:
        return default_design(service)
    span, rows = _rows(min(cases), service.name)
    design = default_design(service, span)
    seen = look_at(rows, WorkClock(design.deciding.calendar, span.start, design.deciding.hours))
    officers = len(seen.officers[By.OFFICER])
    starts = [row for row in rows if row.source == START]
    return replace(
        design.with_desk(By.OFFICER, officers=officers or design.deciding.officers, hours=design.deciding.hours),
        arrivals=tuple(row.at for row in starts),
        times={**default_times(service.workflow), **{name: observed(times) for name, times in seen.times.items()}},
        shares=shares_of(service.workflow, seen.next_steps, design.shares),
        at_once=sum(not _pays_first(service.workflow, row.target) for row in starts) / len(starts),
        opinions=len({row.case for row in rows if row.action == ASK_OPINIONS}) / len(starts),
        renewals=sum(row.action == RENEW for row in rows) / len(starts),
        fee=_mean_fee(min(cases), service.name) or design.fee,
        from_history=True,
    )


def look_at(rows: Sequence[Row], clock: WorkClock) -> Seen:
    """Count; the rows must be in the order of time."""
    seen, came, acted = Seen(), dict[int, float](), dict[int, float]()
    for row in rows:
        if row.by == By.CLOCK:
            _note_silence(row, seen)
        elif row.source != START:
            seen.next_steps[row.source][row.action] += 1
            _note_time(row, seen, max(came[row.case], acted.get(row.person or 0, 0.0)), clock)
        if row.person is not None and row.by in AT_WORK:
            acted[row.person] = row.at
            seen.officers[row.by].add(row.person)
        if row.source != row.target:
            came[row.case] = row.at
    return seen


def shares_of(workflow: Workflow, seen: Mapping[str, Counter[str]], assumed: Shares) -> Shares:
    """What was seen, and what is assumed of states in which nobody was seen to act."""
    shares = dict(assumed)
    for state in workflow.states:
        counted = {action: float(count) for action, count in seen.get(state.code, {}).items() if action != ASK_OPINIONS}
        if counted and state.waits_for is not None:
            shares[state.code] = counted
    return shares


def _note_silence(row: Row, seen: Seen) -> None:
    if row.source != row.target:
        seen.next_steps[row.source][SILENCE] += 1


def _note_time(row: Row, seen: Seen, began: float, clock: WorkClock) -> None:
    if row.by in AT_WORK:
        length = max(SHORTEST, clock.worked(row.at) - clock.worked(began))
    else:
        length = max(0.0, row.at - began) / DAY
    seen.times[row.action].append(length)
    seen.times[row.by].append(length)


def _rows(first: int, service: str) -> tuple[Span, list[Row]]:
    """All steps of the cases from the first one on, in the order of time, and the days in which they came."""
    taken = StepTaken
    columns = taken.case_id, taken.action, taken.source, taken.target, taken.by, taken.person_id, taken.at
    query = select(*columns).join(Case).where(Case.service == service, Case.id >= first)
    steps = db.session.execute(query.order_by(taken.at, taken.id)).all()
    zone = current_pack().timezone
    moments: list[datetime] = [step.at.astimezone(zone) for step in steps]
    start = datetime.combine(moments[0].date(), time(), zone)
    rows = [Row(*step[:6], (at - start).total_seconds() / 3600) for step, at in zip(steps, moments, strict=True)]
    last = max(row.at for row in rows if row.source == START)
    return Span(start.date(), int(last // DAY) + 1), rows


def _pays_first(workflow: Workflow, target: str) -> bool:
    return workflow.state(target).waits_for == By.PAYMENT


def _mean_fee(first: int, service: str) -> int:
    query = select(func.avg(Charge.amount)).join(Case).where(Case.service == service, Case.id >= first)
    return round(db.session.scalar(query) or 0)
