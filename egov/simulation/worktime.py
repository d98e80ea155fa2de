"""The working hours of an office as a clock of its own, which stands at night, at weekends and on holidays.

Moments are hours since the midnight that begins the first day of a run.
"""

from datetime import date, timedelta

from egov.country.calendars import OfficeCalendar

OPENS = 8.0
DAY = 24.0
AHEAD = 370  # days that are looked up at a time
HAIR = 1e-9


class WorkClock:
    """Converts between moments and hours worked since the start; working days are counted once and looked up after."""

    def __init__(self, calendar: OfficeCalendar, start: date, hours: float) -> None:
        self.calendar, self.start, self.hours = calendar, start, hours
        self._opens = min(OPENS, DAY - hours)
        self._before = [0]  # how many working days lie before each day
        self._working: list[int] = []  # the working days, as days since the start

    def date_of(self, moment: float) -> date:
        """The day of a moment."""
        return self.start + timedelta(days=int(moment // DAY))

    def midnight(self, day: date) -> float:
        """The moment at which a day begins."""
        return (day - self.start).days * DAY

    def worked(self, moment: float) -> float:
        """The hours that one officer has worked up to a moment."""
        day = int(moment // DAY)
        full = self._count(day)
        if self._before[day + 1] == full:
            return full * self.hours
        since_opening = moment - day * DAY - self._opens
        return full * self.hours + min(max(since_opening, 0.0), self.hours)

    def after(self, moment: float, work: float) -> float:
        """The moment at which work is done that begins now, or when the office opens."""
        number, rest = divmod(self.worked(moment) + work, self.hours)
        if rest < HAIR and number:
            number, rest = number - 1, self.hours
        return max(moment, self._working_day(int(number)) * DAY + self._opens + rest)

    def add_working_days(self, start: date, count: int) -> date:
        """As the calendar of the office counts it, without walking from day to day."""
        day = (start - self.start).days
        number = self._count(day + 1) + count - 1 if count else self._count(day)
        return self.start + timedelta(days=self._working_day(number))

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after the start up to and with the end; below zero where the end lies before."""
        return self._count((end - self.start).days + 1) - self._count((start - self.start).days + 1)

    def _count(self, day: int) -> int:
        """How many working days lie before a day."""
        while len(self._before) <= day + 1:
            self._look_ahead()
        return self._before[day]

    def _working_day(self, number: int) -> int:
        while len(self._working) <= number:
            self._look_ahead()
        return self._working[number]

    def _look_ahead(self) -> None:
        known = len(self._before) - 1
        for day in range(known, known + AHEAD):
            if self.calendar.is_working_day(self.start + timedelta(days=day)):
                self._working.append(day)
            self._before.append(len(self._working))
