"""Queueing theory and the simulator agree.

Millions of simulated cases would take minutes, so the proof has two halves. Case by case, the waits of the simulator
are those of the recursion of Kiefer and Wolfowitz (1955), fed with the simulator's own numbers. And that recursion,
over almost two million cases with numbers from the same source, agrees with Erlang C. For each number its mirror image
is used too (antithetic variates), which brings the standard error of the mean wait to one percent or less.
"""

from collections.abc import Iterable
from heapq import heapreplace
from itertools import islice
from math import exp, factorial, log, log1p
from random import Random

import pytest

from egov.simulation.chance import Time, chances
from egov.simulation.run import arrivals_of, simulate
from egov.simulation.worktime import WorkClock
from tests.simulation.counters import WEEK, counter

OFFICES = [(1, 0.5), (1, 0.7), (2, 0.6), (3, 0.7), (5, 0.6)]  # officers, and how busy they are
HOUR = Time("exponential", 1.0)
MANY = 900_000
Draws = tuple[list[float], list[float]]


def erlang_c(officers: int, load: float) -> float:
    """The mean wait in queue, in units of the mean work; ``load`` is the work offered in such a unit (Erlang, 1917)."""
    all_busy = load**officers / factorial(officers) * officers / (officers - load)
    some_free = sum(load**number / factorial(number) for number in range(officers))
    return all_busy / (some_free + all_busy) / (officers - load)


def waits(officers: int, comes: Iterable[float], works: Iterable[float]) -> Iterable[float]:
    """Kiefer and Wolfowitz: who comes is served by the one who is free first."""
    free = [0.0] * officers
    for moment, work in zip(comes, works, strict=False):
        begins = max(moment, free[0])
        yield begins - moment
        heapreplace(free, begins + work)


@pytest.mark.parametrize(("officers", "busy"), OFFICES)
def test_each_case_waits_as_long_as_the_recursion_says(officers: int, busy: float) -> None:
    design = counter(officers, officers * busy * 8, days=round(2000 / (officers * busy * 8) * 7 / 5))
    endings = sorted(simulate(design, 5).endings)
    clock = WorkClock(WEEK, design.start, 8)
    comes = [clock.worked(moment) for moment in arrivals_of(design, 5, clock)]
    works = [HOUR.at(chances(5, number, "assessment")[1]) for number in range(len(comes))]
    assert len(endings) > 1500
    assert [end.waited for end in endings] == pytest.approx(list(waits(officers, comes, works)), abs=1e-6)


@pytest.fixture(scope="module")
def draws() -> list[Draws]:
    """Gaps between arrivals and lengths of work, of mean 1, and their mirror images."""
    random = Random("7-arrivals")
    gaps = [random.expovariate(1.0) for _number in range(MANY)]
    lucks = [luck for number in range(MANY // 3) for luck in chances(7, number, "assessment")]
    plain = gaps, [HOUR.at(luck) for luck in lucks]
    mirrored = [-log1p(-exp(-gap)) for gap in gaps], [-log(luck) for luck in lucks]
    return [plain, mirrored]


@pytest.mark.parametrize(("officers", "busy"), OFFICES)
def test_the_mean_wait_is_that_of_erlang_c_within_two_percent(officers: int, busy: float, draws: list[Draws]) -> None:
    means = []
    for gaps, works in draws:
        now, comes = 0.0, []
        for gap in gaps:
            now += gap / (officers * busy)
            comes.append(now)
        means.append(sum(waits(officers, comes, works)) / MANY)
    assert sum(means) / 2 == pytest.approx(erlang_c(officers, officers * busy), rel=0.02)


def test_erlang_c_itself_is_what_the_books_say() -> None:
    assert erlang_c(1, 0.5) == pytest.approx(1.0)  # rho / (1 - rho)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)  # the probability to wait is 1/3, and one more is free
    assert list(islice(waits(1, [0, 1, 2], [2, 2, 2]), 3)) == [0, 1, 2]
