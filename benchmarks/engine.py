"""What a step costs by itself: finding it, its guards, the four eyes, the next alarm. ``python -m benchmarks.engine``.

The floor is the least that any engine does: one look into a dictionary and one call of a function.
"""

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from workflows.alarms import Days, next_ring
from workflows.clauses import appealable, deemed_approved, with_opinions
from workflows.engine import By, Facts, find_step, may_take
from workflows.permit import permit_with_second_officer

ROUNDS = 20_000
WORKFLOW = appealable(deemed_approved(with_opinions(permit_with_second_officer)))
FACTS = Facts(answers={}, fee_due=True, taken=frozenset({"submit", "pay", "propose"}))
DAYS = Days(date(2026, 11, 2), date(2026, 11, 30))
DONE_BY = {"submit": {1}, "propose": {2}}


def step() -> object:
    """A second officer approves, and the clock of the case is set anew."""
    taken = find_step(WORKFLOW, "second_look", "approve", By.OFFICER, FACTS)
    allowed = may_take(taken, 3, DONE_BY)
    ring = next_ring(WORKFLOW, "second_look", FACTS, DAYS, rung=(), add_working_days=calendar_days)
    return allowed, ring


def floor() -> object:
    """A dictionary and a call."""
    return TABLE["second_look", "approve"](FACTS)


def calendar_days(day: date, count: int) -> date:
    return day + timedelta(days=count)


def guard(_facts: Facts) -> bool:
    return True


TABLE: dict[tuple[str, str], Callable[[Facts], bool]] = {("second_look", "approve"): guard}


def microseconds(work: Callable[[], object]) -> float:
    """The best of five rounds, for one call."""
    best = float("inf")
    for _round in range(5):
        began = time.perf_counter()
        for _call in range(ROUNDS):
            work()
        best = min(best, time.perf_counter() - began)
    return best / ROUNDS * 1e6


def main() -> None:
    """Print both and the ratio."""
    ours, bare = microseconds(step), microseconds(floor)
    sys.stdout.write(f"a step {ours:.1f} µs, the floor {bare:.2f} µs, ratio {ours / bare:.0f}\n")


if __name__ == "__main__":
    main()
