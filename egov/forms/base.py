"""What every kind of answer can do: be typed, checked, stored as JSON, read back, and shown in words."""

from collections.abc import Sequence
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from egov.texts import Text, _

Words = Text | str

LONGEST_LINE = 200


def component(macro_name: str, /, **values: Any) -> Markup:
    """A form component of the templates, rendered."""
    macro = get_template_attribute("components/forms.html", macro_name)
    return Markup(macro(**values))  # noqa: S704 - what a template of ours has escaped


def check_length(typed: str, longest: int = LONGEST_LINE) -> None:
    """Raises ValueError with a sentence for more characters than that: nothing that somebody typed is cut."""
    if len(typed) > longest:
        raise ValueError(_("Use at most %(longest)s characters", longest=longest))


class Answer(Field):
    """One question. ``parts`` are the inputs of an answer that is typed in several boxes, named ``name-part``."""

    part_names: Sequence[str] = ()
    nothing: Any = None

    def __init__(
        self, label: Words, *, hint: Words = "", optional: bool = False, needed: Words = "", **for_wtforms: Any
    ) -> None:
        super().__init__(**for_wtforms)
        self.question = label
        self.hint = hint
        self.optional = optional
        self.needed = needed or _("Answer the question: %(question)s", question=label)
        self.parts: dict[str, str] = {}
        self.typed = ""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        if formdata is not None:
            self.parts = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.part_names}
        super().process(formdata, data, extra_filters)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Understand what was typed; what cannot be understood stays in the box, with a sentence."""
        self.data = self.nothing
        self.typed = str(valuelist[0]).strip() if valuelist else ""
        if self.typed:
            self.data = self.understand(self.typed)

    def understand(self, typed: str) -> Any:
        """The value of the words typed; ValueError with a sentence when they make no sense."""
        return typed

    def pre_validate(self, form: Any) -> None:
        """What was not understood, or is missing, is told; a check of the page looks only at what is there."""
        if self.errors:
            raise StopValidation
        if not self.optional and self.is_empty():
            raise StopValidation(self.needed)  # type: ignore[arg-type]  # a sentence is translated when it is shown

    def is_empty(self) -> bool:
        return self.data in (None, "", [])

    def stored(self, value: Any) -> Any:
        """The value as JSON."""
        return value

    def restored(self, stored: Any) -> Any:
        """The value from its JSON."""
        return stored

    def shown(self, value: Any) -> str:
        """The value in words, in the current language."""
        return "" if value is None else str(value)

    def fits(self, stored: Any) -> bool:
        """Whether a stored answer answers this question: it may have been given to the question of another edition."""
        if stored in (None, "", []):
            return self.optional
        try:
            return self.accepts(self.restored(stored))
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            return False

    def accepts(self, value: Any) -> bool:
        """Whether a value is of the kind that this question asks for."""
        return isinstance(value, str)

    def in_box(self) -> str:
        """What stands in the input: what was typed, or else the value."""
        return self.typed or self.shown(self.data)

    def error(self) -> Words:
        """The first thing wrong with the answer, or nothing."""
        return self.errors[0] if self.errors else ""

    def label_text(self) -> Words:
        """The question, with a word for those who may leave it out."""
        return _("%(question)s (optional)", question=self.question) if self.optional else self.question

    def common(self, big_label: bool) -> dict[str, Any]:
        """What all components take."""
        return {"name": self.name, "hint": self.hint, "error": self.error(), "big_label": big_label}

    def render(self, big_label: bool = False) -> Markup:
        """The inputs as HTML."""
        return component("text_input", label=self.label_text(), value=self.in_box(), **self.common(big_label))
