"""Something that stands in an official register, found by its number: a notice, a parcel, a vehicle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from markupsafe import Markup

from egov.country.digits import as_on_keyboards, to_latin
from egov.country.formats import format_date
from egov.country.money import Money, format_money
from egov.country.pack import current_pack
from egov.forms.base import Answer, Words, component
from egov.forms.places import area_in_words
from egov.texts import Text, _, current_language

NOTHING_FOUND = _("We found nothing under this number. Check what you typed.")


@dataclass(frozen=True)
class Fact:
    """A column of a register: its name there, its label, and how it is written for people."""

    column: str
    label: Text
    kind: Literal["words", "money", "date", "area"] = "words"

    def shown(self, record: Mapping[str, Any]) -> str:
        """The fact in the current language; a column ``place_ar`` is the Arabic of ``place``."""
        value = record.get(f"{self.column}_{current_language()}") or record.get(self.column, "")
        pack = current_pack()
        match self.kind:
            case "money":
                return format_money(Money(int(value), pack.currency.code), current_language())
            case "date":
                return format_date(date.fromisoformat(value), current_language())
            case "area":
                return area_in_words(pack.areas, value)
        return str(value)


class RecordField(Answer):
    """A record of ``register``, typed by its number; the case room looks it up.

    ``proof`` is a column that must be typed too (the plate of a parking notice), so that numbers cannot be guessed;
    ``must`` names facts that must hold, with the sentence for those who meet one that does not. ``facts`` are shown.
    """

    def __init__(
        self, label: Words, *, register: str, facts: Sequence[Fact], proof: Fact | None = None,
        must: tuple[str, str, Text] | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(label, **more)
        self.register, self.facts, self.proof, self.must = register, facts, proof, must
        self.part_names = ("proof",) if proof else ()

    def understand(self, typed: str) -> dict[str, Any]:
        return {"key": key_of(typed), "facts": {}, "checked": None}

    def confirm(self, record: Mapping[str, Any] | None, today: date) -> Text | None:
        """Take the record that the register has under the key; the sentence when it is not the right one."""
        if self.proof and not self.parts["proof"]:
            return _("Answer the question: %(question)s", question=self.proof.label)
        if record and self.proof and _plain(record[self.proof.column]) != _plain(self.parts["proof"]):
            record = None
        problem = self.problem_with(record)
        if problem is None:
            self.data = {**self.data, "facts": dict(record or {}), "checked": today}
        return problem

    def problem_with(self, record: Mapping[str, Any] | None) -> Text | None:
        """What is wrong with the record that the register has now; None where nothing is."""
        if record is None:
            return NOTHING_FOUND
        return self.must[2] if self.must and record.get(self.must[0]) != self.must[1] else None

    def stored(self, value: Any) -> Any:
        return value and {**value, "checked": value["checked"] and value["checked"].isoformat()}

    def restored(self, stored: Any) -> Any:
        return stored and {**stored, "checked": stored["checked"] and date.fromisoformat(stored["checked"])}

    def accepts(self, value: Any) -> bool:
        return {"key", "facts", "checked"} <= set(value)

    def shown(self, value: Any) -> str:
        return str(value["key"]) if value else ""

    def rows(self, value: Any) -> list[tuple[Text, str]]:
        """The facts of a value found before, each with its label."""
        return [(fact.label, fact.shown(value["facts"])) for fact in self.facts]

    def render(self, big_label: bool = False) -> Markup:
        number = component(
            "text_input", label=self.label_text(), value=self.in_box(), width="m", **self.common(big_label)
        )
        if not self.proof:
            return number
        known = self.parts.get("proof") or (self.data or {}).get("facts", {}).get(self.proof.column, "")
        return number + component(
            "text_input", name=f"{self.name}-proof", label=self.proof.label, value=known, width="m"
        )


def key_of(typed: str) -> str:
    """What a record is found by, however its number is typed: Latin digits, capital letters, nothing invisible."""
    return as_on_keyboards(typed).upper().strip()


def _plain(text: str) -> str:
    return "".join(character for character in to_latin(text).upper() if character.isalnum())
