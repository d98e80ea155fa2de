"""The offices of the state: where they are, when they work, and where their decisions are appealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from egov.country.areas import Areas
from egov.country.calendars import Holiday, OfficeCalendar, calendar_of, read_weekend
from egov.country.emails import is_email_address
from egov.country.localized import Localized
from egov.country.source import Section

OPINION_DAYS = 10  # where an office does not say how long it has for an opinion, in its working days


@dataclass(frozen=True)
class Office:
    """``appeal_body`` is the code of the office that hears appeals, empty where nobody stands above.

    ``decides`` and ``reviews`` name the services it decides on and gives opinions for; ``*`` stands for every service
    that no other office decides on. ``opinion_days`` is how many of its own working days it has for an opinion.
    """

    code: str
    name: Localized
    area: str
    address: Localized
    email: str
    phone: str
    calendar: OfficeCalendar
    appeal_body: str
    decides: tuple[str, ...]
    reviews: tuple[str, ...]
    opinion_days: int

    def __str__(self) -> str:
        return str(self.name)

    def opinion_due(self, asked: date) -> date:
        """The last day for an opinion that is asked on a day."""
        return self.calendar.add_working_days(asked, self.opinion_days)


@dataclass(frozen=True)
class OfficeReader:
    """What an office takes from the country: its areas, the usual weekend and the holidays."""

    areas: Areas
    weekend: frozenset[int]
    holidays: tuple[Holiday, ...]

    def read(self, file: Section) -> Mapping[str, Office]:
        """The offices by their codes; each may have a weekend of its own."""
        sections = file.sections()
        for section in sections.values():
            appeal_body = section.text("appeal_body", "")
            if appeal_body and appeal_body not in sections:
                raise section.fault(
                    "appeal_body", f'no office has the code "{appeal_body}". Add it, or correct the code.'
                )
        return {code: self._office(code, section) for code, section in sections.items()}

    def _office(self, code: str, section: Section) -> Office:
        area = section.text("area")
        if area not in self.areas:
            raise section.fault("area", f'no area has the code "{area}". Add it to areas.csv, or correct the code.')
        return Office(
            code=code,
            name=section.localized("name"),
            area=area,
            address=section.localized("address"),
            email=self._email(section),
            phone=section.text("phone", ""),
            calendar=self._calendar(area, section),
            appeal_body=section.text("appeal_body", ""),
            decides=section.words("decides") if "decides" in section.data else (),
            reviews=section.words("reviews") if "reviews" in section.data else (),
            opinion_days=self._opinion_days(section),
        )

    def _opinion_days(self, section: Section) -> int:
        days = section.whole("opinion_days") if "opinion_days" in section.data else OPINION_DAYS
        if days < 1:
            raise section.fault("opinion_days", "must be one working day or more. Write for example opinion_days = 10.")
        return days

    def _email(self, section: Section) -> str:
        email = section.text("email")
        if not is_email_address(email):
            raise section.fault("email", f'"{email}" is not one e-mail address. Write it like name@example.org.')
        return email

    def _calendar(self, area: str, section: Section) -> OfficeCalendar:
        weekend = read_weekend(section) if "weekend" in section.data else self.weekend
        around = frozenset(above.code for above in self.areas.path(area))
        return calendar_of(weekend, self.holidays, around)
