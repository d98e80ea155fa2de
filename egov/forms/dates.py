"""A date in three boxes: no calendar to scroll through, and any digits are understood."""

from datetime import date
from typing import Any

from markupsafe import Markup

from egov.country.digits import to_latin, without_invisible
from egov.country.formats import format_date
from egov.forms.base import Answer, component
from egov.texts import Text, _, current_language

PARTS = ("day", "month", "year")


def read_date(parts: dict[str, str]) -> date | None:
    """The date typed in three boxes, None when all are empty; ValueError with a sentence when it is no date."""
    typed = [to_latin(without_invisible(parts[part])).strip() for part in PARTS]
    if not any(typed):
        return None
    missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
    if missing:
        raise ValueError(_missing_sentence(missing[0]))
    try:
        day, month, year = (int(text) for text in typed)
        if year < 1800:
            raise ValueError(year)
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise ValueError(_("Enter a real date, for example 27 3 2026")) from None


def _missing_sentence(part: str) -> Text:
    return {"day": _("Enter the day"), "month": _("Enter the month"), "year": _("Enter the year")}[part]


def date_boxes(parts: dict[str, str], value: date | None) -> dict[str, str]:
    """What stands in the three boxes: what was typed, or else the value."""
    if any(parts.get(part) for part in PARTS) or value is None:
        return {part: parts.get(part, "") for part in PARTS}
    return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}


class DateField(Answer):
    """A calendar date, stored as ISO 8601."""

    part_names = PARTS

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        self.data = read_date(self.parts)

    def stored(self, value: Any) -> Any:
        return value and value.isoformat()

    def restored(self, stored: Any) -> Any:
        return stored and date.fromisoformat(stored)

    def accepts(self, value: Any) -> bool:
        return isinstance(value, date)

    def shown(self, value: Any) -> str:
        return format_date(value, current_language()) if value else ""

    def render(self, big_label: bool = False) -> Markup:
        boxes = date_boxes(self.parts, self.data)
        return component("date_input", legend=self.label_text(), **boxes, **self.common(big_label))
