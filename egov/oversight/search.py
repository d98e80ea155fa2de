"""The auditor's search as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from egov.audit.queries import Filter
from egov.country.digits import to_latin
from egov.country.pack import current_pack
from egov.identity.queries import people_like
from egov.texts import Text, _

NOT_A_DATE = _("Enter a date, for example 2026-12-31")


@dataclass(frozen=True)
class Search:
    """The words of the form; empty ones do not narrow the search."""

    person: str
    case: str
    action: str
    since: str
    until: str
    reads: str
    emergency: str

    @classmethod
    def typed(cls, form: Mapping[str, str]) -> "Search":
        return cls(**{field.name: form.get(field.name, "").strip() for field in fields(cls)})

    @property
    def link(self) -> dict[str, Any]:
        """The parts that are filled in, for the link to the next page."""
        return {name: value for name, value in vars(self).items() if value}

    def errors(self) -> list[tuple[str, Text]]:
        """The fields that cannot be read, each with a sentence."""
        typed = (("since", self.since), ("until", self.until))
        return [(name, NOT_A_DATE) for name, text in typed if text and _day(text) is None]

    def filter(self) -> Filter:
        """The search in the terms of the log: days begin at midnight in the country."""
        since, until = _day(self.since), _day(self.until)
        return Filter(
            people=[person.id for person in people_like(self.person)] if self.person else None,
            case_reference=to_latin(self.case).upper(),
            action=self.action,
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
            reads_only=self.reads == "yes",
            emergencies_only=self.emergency == "yes",
        )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(to_latin(text))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), current_pack().timezone).astimezone(UTC)
