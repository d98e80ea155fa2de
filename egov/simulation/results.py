"""What a run found out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from egov.simulation.design import Design
from egov.simulation.worktime import DAY, WorkClock
from workflows.engine import By


class Ending(NamedTuple):
    """A case that is over. ``decided`` is the moment of the first decision, ``waited`` the working hours in queues."""

    number: int
    came: float
    decided: float | None
    state: str
    late: bool
    waited: float
    paid: int


@dataclass
class Result:
    """``renewals`` are those of the cases that came to be renewed. ``queue`` is the number of cases that wait for an
    officer, at noon of each day. ``waits`` are the working hours that each piece of work lay at the deciding office
    before somebody took it up."""

    design: Design
    came: int = 0
    renewals: int = 0
    endings: list[Ending] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    workload: dict[tuple[str, By], float] = field(default_factory=dict)

    def calendar_days(self) -> list[float]:
        """From the application to the first decision, for each case that was decided, the shortest first."""
        return sorted((end.decided - end.came) / DAY for end in self.endings if end.decided is not None)

    def working_days(self) -> list[float]:
        """The same in working days of the deciding office."""
        desk = self.design.deciding
        clock = WorkClock(desk.calendar, self.design.start, desk.hours)
        times = [(end.came, end.decided) for end in self.endings if end.decided is not None]
        return sorted((clock.worked(decided) - clock.worked(came)) / desk.hours for came, decided in times)

    @property
    def mean_wait(self) -> float:
        """The working hours that a piece of work waits, on average."""
        return sum(self.waits) / len(self.waits) if self.waits else 0.0

    @property
    def mean_wait_of_a_case(self) -> float:
        """The working hours that a case lies at the deciding office, all in all."""
        return sum(end.waited for end in self.endings) / len(self.endings) if self.endings else 0.0

    @property
    def late_share(self) -> float:
        """The share of cases that were not decided within the legal time."""
        return sum(end.late for end in self.endings) / len(self.endings) if self.endings else 0.0

    @property
    def fees(self) -> int:
        """What was paid, in minor units."""
        return sum(end.paid for end in self.endings)

    @property
    def outcomes(self) -> Counter[str]:
        """How many cases ended in each state."""
        return Counter(end.state for end in self.endings)

    @property
    def forgotten(self) -> int:
        """How many cases wait for somebody who never comes, without an alarm that helps."""
        waiting = {state.code for state in self.design.workflow.states if state.waits_for is not None}
        return sum(count for state, count in self.outcomes.items() if state in waiting)

    @property
    def mean_queue(self) -> float:
        """How many cases wait on average."""
        return sum(self.queue) / len(self.queue) if self.queue else 0.0


def percentile(times: Sequence[float], part: float) -> float | None:
    """The time within which this part of all is done (nearest rank); None of nothing. The times must be sorted."""
    return times[max(0, ceil(part * len(times)) - 1)] if times else None
