"""Figures of the law hold from their day on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.schedule import Schedule

FEE = Schedule({date(2026, 1, 1): 2500, date(2024, 1, 1): 2000})
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_the_old_figure_holds_until_the_day_before_the_new_one() -> None:
    assert FEE.on(date(2025, 12, 31)) == 2000
    assert FEE.on(date(2026, 1, 1)) == 2500
    assert FEE.on(date(2099, 1, 1)) == 2500


def test_before_the_first_figure_there_is_none_and_the_sentence_names_its_day() -> None:
    with pytest.raises(LookupError, match="2024-01-01"):
        FEE.on(date(2023, 12, 31))


@given(st.dictionaries(DAYS, st.integers(0, 10**6), min_size=1), DAYS)
def test_the_latest_figure_that_has_begun_holds(figures: dict[date, int], day: date) -> None:
    begun = sorted(start for start in figures if start <= day)
    if begun:
        assert Schedule(figures).on(day) == figures[begun[-1]]
    else:
        with pytest.raises(LookupError):
            Schedule(figures).on(day)
