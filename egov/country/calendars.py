"""Working days: which they are at an office, and how deadlines count them."""

from dataclasses import dataclass
from datetime import date, timedelta

from egov.country.areas import Areas
from egov.country.localized import Localized
from egov.country.source import Row, Section

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Holiday:
    """A named day off, everywhere or in one area; a ``working`` day is a weekend day worked in exchange."""

    day: date
    name: Localized
    area: str = ""
    working: bool = False


@dataclass(frozen=True)
class OfficeCalendar:
    """The days an office works: not on its weekend (0 is Monday), nor on holidays, but on exchanged days."""

    weekend: frozenset[int]
    holidays: frozenset[date]
    exchanged: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        if day in self.exchanged:
            return True
        return day.weekday() not in self.weekend and day not in self.holidays

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a time limit. Counting begins on the next working day: the start is never counted.

        A limit of no days ends on the start, or on the first working day after it.
        """
        if count < 0:
            raise ValueError("A time limit cannot end before it starts.")
        day = start if count else start - timedelta(days=1)
        for _counted in range(max(count, 1)):
            day = self._next_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after the start up to and with the end; below zero where the end has passed already."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))

    def _next_working_day(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day


def read_weekend(section: Section) -> frozenset[int]:
    """The weekend as numbers of days, from names such as "saturday"."""
    names = section.words("weekend")
    for name in names:
        if name not in WEEKDAYS:
            raise section.fault("weekend", f'"{name}" is not a day of the week. Write one of: {", ".join(WEEKDAYS)}.')
    if len(set(names)) == len(WEEKDAYS):
        raise section.fault("weekend", "leaves no day to work. Take one day out.")
    return frozenset(map(WEEKDAYS.index, names))


def read_holidays(rows: tuple[Row, ...], areas: Areas) -> tuple[Holiday, ...]:
    """Holidays from columns date, name_en..., and where needed area and kind (holiday or working)."""
    return tuple(_holiday(row, areas) for row in rows)


def _holiday(row: Row, areas: Areas) -> Holiday:
    area = row.text("area", "")
    if area and area not in areas:
        raise row.fault("area", f'no area has the code "{area}". Add it to areas.csv, or leave the cell empty.')
    return Holiday(row.day("date"), row.localized("name"), area, _is_exchanged(row))


def _is_exchanged(row: Row) -> bool:
    kind = row.text("kind", "holiday")
    if kind not in ("holiday", "working"):
        raise row.fault("kind", f'"{kind}" is not known. Write holiday or working.')
    return kind == "working"


def calendar_of(weekend: frozenset[int], holidays: tuple[Holiday, ...], areas: frozenset[str]) -> OfficeCalendar:
    """The calendar of an office that lies in these areas: its district, its region, its country."""
    here = [holiday for holiday in holidays if not holiday.area or holiday.area in areas]
    return OfficeCalendar(
        weekend,
        frozenset(holiday.day for holiday in here if not holiday.working),
        frozenset(holiday.day for holiday in here if holiday.working),
    )
