"""An office with its queue: the most urgent case first, and never an officer whom the four-eyes rule bars."""

from collections.abc import Iterable
from datetime import date
from heapq import heappop, heappush
from itertools import count

from simpy import Environment, Event

from egov.simulation.design import Desk
from egov.simulation.worktime import WorkClock


class Task(Event):
    """Work that waits for an officer. ``officer`` is who took it up, below 0 before that."""

    def __init__(self, env: Environment, barred: frozenset[int], due: date) -> None:
        super().__init__(env)
        self.barred, self.due, self.is_wanted = barred, due, True
        self.officer = -1


class Office:
    """Officers, numbered from 0, and what waits for them. ``busy`` are the hours they worked before ``until``."""

    def __init__(self, env: Environment, desk: Desk, clock: WorkClock, until: float) -> None:
        self.desk, self.clock, self.length, self.busy = desk, clock, 0, 0.0
        self._env, self._until = env, until
        self._free = set(range(desk.officers))
        self._began: dict[int, float] = {}
        self._queue: list[tuple[date, int, Task]] = []
        self._turn = count()

    def ask(self, due: date, barred: Iterable[int] = ()) -> Task:
        """A task that is taken up when an officer is free who may do it."""
        task = Task(self._env, frozenset(barred), due)
        fit = self._free - task.barred
        if fit:
            self._begin(task, min(fit))
        else:
            self.length += 1
            heappush(self._queue, (due, next(self._turn), task))
        return task

    def withdraw(self, task: Task) -> None:
        """The task is no longer needed, whether or not somebody has begun it."""
        if task.triggered:
            self.leave(task)
        else:
            task.is_wanted = False
            self.length -= 1

    def leave(self, task: Task) -> None:
        """The officer is free again, and takes up what waits."""
        officer = task.officer
        ended, began = min(self._env.now, self._until), min(self._began[officer], self._until)
        self.busy += self.clock.worked(ended) - self.clock.worked(began)
        self._free.add(officer)
        self._take_up(officer)

    def _take_up(self, officer: int) -> None:
        left_aside = []
        while self._queue:
            entry = heappop(self._queue)
            task = entry[2]
            if not task.is_wanted:
                continue
            if officer not in task.barred:
                self.length -= 1
                self._begin(task, officer)
                break
            left_aside.append(entry)
        for entry in left_aside:
            heappush(self._queue, entry)

    def _begin(self, task: Task, officer: int) -> None:
        self._free.discard(officer)
        self._began[officer] = self._env.now
        task.officer = officer
        task.succeed(officer)
