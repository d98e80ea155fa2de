"""The clock that stands at night agrees with the calendar of the office."""

from datetime import date, timedelta

import pytest

from egov.country.calendars import OfficeCalendar
from egov.simulation.worktime import WorkClock
from tests.simulation.counters import THURSDAY, WEEK

HOLIDAYS = OfficeCalendar(
    frozenset({4, 5}), frozenset({date(2026, 1, 7), date(2026, 1, 8)}), frozenset({date(2026, 1, 9)})
)


@pytest.mark.parametrize("calendar", [WEEK, HOLIDAYS])
def test_days_are_counted_as_the_calendar_counts_them(calendar: OfficeCalendar) -> None:
    clock = WorkClock(calendar, THURSDAY, 8)
    for ahead in range(0, 400, 7):
        day = THURSDAY + timedelta(days=ahead)
        for count in (0, 1, 4, 40):
            assert clock.add_working_days(day, count) == calendar.add_working_days(day, count)
            end = day + timedelta(days=count)
            assert clock.working_days_between(day, end) == calendar.working_days_between(day, end)
            assert clock.working_days_between(end, day) == calendar.working_days_between(end, day)


def test_nobody_works_before_eight_after_four_or_on_saturday() -> None:
    clock = WorkClock(WEEK, THURSDAY, 8)
    moments = (7, 9, 16, 23, 24 + 10, 48 + 12)  # Thursday, Friday at ten, Saturday at noon
    assert [clock.worked(moment) for moment in moments] == [0, 1, 8, 8, 10, 16]


def test_work_that_is_not_done_on_friday_goes_on_on_monday() -> None:
    clock = WorkClock(WEEK, THURSDAY, 8)
    assert clock.after(24 + 15, 1) == 24 + 16  # ends as the office closes
    assert clock.after(24 + 15, 3) == 4 * 24 + 10
    assert clock.after(24 + 20, 0) == 24 + 20


def test_work_and_moments_are_each_others_inverse() -> None:
    clock = WorkClock(HOLIDAYS, THURSDAY, 7.5)
    for work in (0.1, 3, 7.5, 8, 100, 2000.25):
        assert clock.worked(clock.after(0, work)) == pytest.approx(work)
