"""A design: how a service would be run. All that a run needs, and nothing that it finds out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from egov.country.calendars import OfficeCalendar
from egov.country.offices import OPINION_DAYS
from egov.simulation.chance import Time
from workflows.engine import By, Workflow

Shares = Mapping[str, Mapping[str, float]]
SILENCE = ""  # as an action: nobody does anything, and the clock of the table has its way
ASK_OPINIONS = "ask_opinions"
RENEW = "renew"


@dataclass(frozen=True)
class Desk:
    """The officers of an office who work on this service. ``hours`` is how long they work on a working day,
    ``opinion_days`` how many working days the office has for an opinion."""

    office: str
    by: By
    calendar: OfficeCalendar
    officers: int
    hours: float = 8.0
    opinion_days: int = OPINION_DAYS


@dataclass(frozen=True)
class Design:
    """How a service would be run, from ``start`` for ``length`` calendar days.

    ``arrivals`` are cases a working day of the deciding office, or the hours since the start at which they came.
    ``times`` are by action, or for all actions of ``officer``, ``applicant`` and so on. ``shares`` say for each state
    how often each action is the next one. ``at_once``, ``opinions`` and ``second`` are shares of all cases: those that
    come to the office without paying first, those on which opinions are asked, those that a second officer must look
    at where the table asks for one. ``renewals`` come beside the new cases, as a share of them, where the table is
    renewable. ``fee`` is in minor units. ``from_history``: whether the figures were observed.
    """

    service: str
    workflow: Workflow
    law_days: int
    appeal_days: int
    start: date
    length: int
    arrivals: float | tuple[float, ...]
    desks: tuple[Desk, ...]
    times: Mapping[str, Time]
    shares: Shares
    at_once: float = 0.0
    opinions: float = 1.0
    second: float = 1.0
    renewals: float = 0.0
    fee: int = 0
    from_history: bool = False

    @property
    def deciding(self) -> Desk:
        """The desk that decides."""
        return next(desk for desk in self.desks if desk.by == By.OFFICER)

    @property
    def working_days(self) -> int:
        """The working days of the deciding office in the time of the run."""
        return self.deciding.calendar.working_days_between(self.start, date.fromordinal(self._last))

    @property
    def rate(self) -> float:
        """New cases a working day, on average."""
        if isinstance(self.arrivals, tuple):
            return len(self.arrivals) / max(1, self.working_days)
        return self.arrivals

    @property
    def expected_cases(self) -> int:
        """How many cases and renewals will come, about."""
        return round(self.rate * self.working_days * (1 + self.renewals))

    @property
    def needs_two_officers(self) -> bool:
        """Whether some case can only be decided by two different people."""
        return self.second > 0 and any(step.never_by and step.by == By.OFFICER for step in self.workflow.steps)

    def with_desk(self, by: By, *, officers: int, hours: float) -> "Design":
        """The same with other officers at the desks of one kind."""
        desks = (replace(desk, officers=officers, hours=hours) if desk.by == by else desk for desk in self.desks)
        return replace(self, desks=tuple(desks))

    @property
    def _last(self) -> int:
        return self.start.toordinal() + self.length - 1
