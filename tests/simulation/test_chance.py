"""How long things take, and whose fortune it is."""

import pytest

from egov.simulation.chance import Time, chances, observed

KINDS = [
    Time("fixed", 3),
    Time("exponential", 3),
    Time("lognormal", 3, 0.5),
    Time("triangular", 3, 0.8),
    observed([1, 2, 6]),
]


@pytest.mark.parametrize("time", KINDS, ids=lambda time: str(time.kind))
def test_times_have_their_mean_and_grow_with_the_chance(time: Time) -> None:
    times = [time.at((number + 0.5) / 20000) for number in range(20000)]
    assert sum(times) / len(times) == pytest.approx(3, rel=0.001)
    assert times == sorted(times)
    assert times[0] >= 0


def test_a_case_meets_the_same_fortune_whenever_it_comes_by() -> None:
    assert chances(1, 7, "assessment", 2) == chances(1, 7, "assessment", 2)
    others = [chances(2, 7, "assessment", 2), chances(1, 8, "assessment", 2), chances(1, 7, "opinions", 2)]
    assert chances(1, 7, "assessment", 2) not in others


def test_chances_are_spread_evenly() -> None:
    numbers = [number for case in range(5000) for number in chances(3, case, "assessment")]
    assert sum(numbers) / len(numbers) == pytest.approx(0.5, abs=0.01)
    assert sum(number < 0.1 for number in numbers) / len(numbers) == pytest.approx(0.1, abs=0.01)
    assert all(0 < number < 1 for number in numbers)
