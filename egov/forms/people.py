"""Who: telephone numbers, national identifiers, and persons, who may come from the population register."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from egov.country.formats import format_date
from egov.country.pack import current_pack
from egov.forms.base import Answer, Words, check_length, component
from egov.forms.dates import PARTS, date_boxes, read_date
from egov.texts import _, current_language

Answers = Mapping[str, Any]


class PhoneField(Answer):
    """A telephone number, stored as E.164."""

    def understand(self, typed: str) -> str:
        rule = current_pack().phone
        problem = rule.problem(typed)
        if problem:
            raise ValueError(problem)
        return rule.clean(typed)

    def shown(self, value: Any) -> str:
        return current_pack().phone.show(value) if value else ""

    def render(self, big_label: bool = False) -> Markup:
        label, value, common = self.label_text(), self.in_box(), self.common(big_label)
        return component("text_input", label=label, value=value, type="tel", autocomplete="tel", width="m", **common)


class IdentifierField(Answer):
    """A national identifier, checked only by what its authority publishes."""

    def understand(self, typed: str) -> str:
        rule = current_pack().identifier
        problem = rule.problem(typed)
        if problem:
            raise ValueError(problem)
        return rule.clean(typed)

    def shown(self, value: Any) -> str:
        return current_pack().identifier.show(value) if value else ""

    def render(self, big_label: bool = False) -> Markup:
        label, value, common = self.label_text(), self.in_box(), self.common(big_label)
        return component("text_input", label=label, value=value, width="m", **common)


def never(_answers: Answers) -> bool:
    """The person asked for is never the one who fills the form."""
    return False


class PersonField(Answer):
    """A person: identifier, name and date of birth.

    ``is_applicant`` tells from the answers so far whether this is the one who applies: then the register fills it in.
    ``checked`` in the value is the day on which the population register knew exactly this person, or empty; ``person``
    is then the number under which we know him, if we do.
    """

    part_names = ("identifier", "name", *(f"born-{part}" for part in PARTS))

    def __init__(self, label: Words, *, is_applicant: Callable[[Answers], bool] = never, **more: Any) -> None:
        super().__init__(label, **more)
        self.is_applicant = is_applicant

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not any(self.parts.values()):
            return
        rule = current_pack().identifier
        problem = rule.problem(self.parts["identifier"])
        if problem:
            raise ValueError(problem)
        born = read_date(self._born_parts())
        if not self.parts["name"] or born is None:
            raise ValueError(_("Enter the name and the date of birth"))
        check_length(self.parts["name"])
        identifier = rule.clean(self.parts["identifier"])
        self.data = {"identifier": identifier, "name": self.parts["name"], "born": born, "checked": None}

    def stored(self, value: Any) -> Any:
        return value and {name: v.isoformat() if isinstance(v, date) else v for name, v in value.items()}

    def restored(self, stored: Any) -> Any:
        if not stored:
            return None
        checked = stored["checked"] and date.fromisoformat(stored["checked"])
        return {**stored, "born": date.fromisoformat(stored["born"]), "checked": checked}

    def accepts(self, value: Any) -> bool:
        return {"identifier", "name", "born", "checked"} <= set(value)

    def shown(self, value: Any) -> str:
        if not value:
            return ""
        language = current_language()
        known = {"name": value["name"], "identifier": current_pack().identifier.show(value["identifier"])}
        known["born"] = format_date(value["born"], language)
        if not value["checked"]:
            return str(_("%(name)s, %(identifier)s, born %(born)s", **known))
        known["day"] = format_date(value["checked"], language)
        return str(
            _("%(name)s, %(identifier)s, born %(born)s (from the population register, checked on %(day)s)", **known)
        )

    def render(self, big_label: bool = False) -> Markup:
        value = self.data or {"identifier": "", "name": "", "born": None, "checked": None}
        known = {**value, **{part: text for part, text in self.parts.items() if text}}
        pack = current_pack()
        boxes = [
            component(
                "text_input", name=f"{self.name}-identifier", label=pack.identifier.name, width="m",
                value=known["identifier"],
            ),
            component("text_input", name=f"{self.name}-name", label=_("Full name"), value=known["name"]),
            component(
                "date_input", name=f"{self.name}-born", legend=_("Date of birth"),
                **date_boxes(self._born_parts(), value["born"]),
            ),
        ]  # fmt: skip
        if value["checked"]:
            day = format_date(value["checked"], current_language())
            boxes.insert(
                0, component("from_register", text=_("From the population register, checked on %(day)s", day=day))
            )
        return component("group", legend=self.label_text(), body=Markup("").join(boxes), **self.common(big_label))

    def _born_parts(self) -> dict[str, str]:
        return {part: self.parts.get(f"born-{part}", "") for part in PARTS}
