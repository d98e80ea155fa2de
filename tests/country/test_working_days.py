from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from egov.country.calendars import Holiday, OfficeCalendar, calendar_of
from egov.country.localized import Localized
from egov.country.pack import Pack

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
weekends = st.frozensets(st.integers(0, 6), max_size=6)
calendars = st.builds(OfficeCalendar, weekends, st.frozensets(days, max_size=40), st.frozensets(days, max_size=5))
limits = st.integers(1, 60)

SATURDAY_SUNDAY = OfficeCalendar(frozenset({5, 6}), frozenset())
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)


@given(calendars, days, st.integers(0, 60))
def test_a_time_limit_ends_on_a_working_day(calendar: OfficeCalendar, start: date, count: int) -> None:
    assert calendar.is_working_day(calendar.add_working_days(start, count))


@given(calendars, days, limits)
def test_counting_back_gives_the_days_that_were_added(calendar: OfficeCalendar, start: date, count: int) -> None:
    assert calendar.working_days_between(start, calendar.add_working_days(start, count)) == count


@given(calendars, days, st.integers(0, 90))
def test_adding_the_days_between_finds_the_working_day_again(calendar: OfficeCalendar, start: date, later: int) -> None:
    end = start + timedelta(days=later)
    assume(calendar.is_working_day(end))
    assert calendar.add_working_days(start, calendar.working_days_between(start, end)) == end


@given(calendars, days, limits)
def test_a_longer_limit_never_ends_sooner(calendar: OfficeCalendar, start: date, count: int) -> None:
    assert calendar.add_working_days(start, count) < calendar.add_working_days(start, count + 1)


@given(calendars, days, days)
def test_days_that_have_passed_count_below_zero(calendar: OfficeCalendar, start: date, end: date) -> None:
    assert calendar.working_days_between(start, end) == -calendar.working_days_between(end, start)


def test_counting_begins_on_the_next_working_day() -> None:
    assert SATURDAY_SUNDAY.add_working_days(FRIDAY, 1) == MONDAY
    assert SATURDAY_SUNDAY.add_working_days(date(2026, 3, 7), 1) == MONDAY


def test_a_limit_of_no_days_ends_today_or_on_the_next_working_day() -> None:
    assert SATURDAY_SUNDAY.add_working_days(FRIDAY, 0) == FRIDAY
    assert SATURDAY_SUNDAY.add_working_days(date(2026, 3, 7), 0) == MONDAY


def test_a_limit_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        SATURDAY_SUNDAY.add_working_days(FRIDAY, -1)


def test_the_environment_agency_rests_on_friday_and_works_on_sunday(meridia: Pack) -> None:
    agency, council = meridia.calendar_of("environment"), meridia.calendar_of("harbour-licensing")
    sunday = date(2026, 3, 8)
    assert (agency.is_working_day(FRIDAY), council.is_working_day(FRIDAY)) == (False, True)
    assert (agency.is_working_day(sunday), council.is_working_day(sunday)) == (True, False)


def test_a_festival_of_one_district_closes_its_offices_alone(meridia: Pack) -> None:
    festival = date(2027, 8, 15)
    assert festival in meridia.calendar_of("environment").holidays
    assert festival not in meridia.calendar_of("harbour-licensing").holidays


def test_nobody_works_on_a_holiday_that_moves(meridia: Pack) -> None:
    for easter_monday in (date(2025, 4, 21), date(2026, 4, 6), date(2027, 3, 29), date(2028, 4, 17)):
        assert not meridia.calendar_of("civil-registry").is_working_day(easter_monday)


def test_a_weekend_day_worked_in_exchange_is_a_working_day() -> None:
    exchange = Holiday(date(2026, 2, 14), Localized({"en": "Worked for the Spring Festival"}, "en"), working=True)
    calendar = calendar_of(frozenset({5, 6}), (exchange,), frozenset())
    assert calendar.is_working_day(date(2026, 2, 14))
    assert calendar.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
