"""A company, for which somebody applies who represents it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from egov.forms.records import Fact, RecordField
from egov.texts import Text, _

COMPANIES = "companies"
NAME = Fact("name", _("Name of the company"))
SHOWN = ("number", "name")  # and the name in other scripts; who owns the company is nobody's business here


class CompanyField(RecordField):
    """A company, typed by its registration number. The case room checks that who applies for it represents it."""

    def __init__(self, label: Text, **more: Any) -> None:
        super().__init__(label, register=COMPANIES, facts=[NAME], **more)

    def name_in(self, value: Mapping[str, Any]) -> str:
        """The name of the company of an answer, in the current language."""
        return NAME.shown(value["facts"])

    def confirm(self, record: Mapping[str, Any] | None, today: date) -> Text | None:
        known = record and {column: value for column, value in record.items() if column.startswith(SHOWN)}
        return super().confirm(known, today)
