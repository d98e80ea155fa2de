"""The everyday answers: words, numbers, money, choices, yes or no."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from egov.country.digits import ARABIC_DECIMAL, ARABIC_GROUP, to_latin, without_invisible
from egov.country.emails import is_email_address
from egov.country.formats import format_number
from egov.country.money import Money, format_money, parse_money
from egov.country.pack import current_pack
from egov.errors import BadInput
from egov.forms.base import LONGEST_LINE, Answer, Words, check_length, component
from egov.texts import _, current_language, listed

Choices = Sequence[tuple[str, Words]]


class TextField(Answer):
    """A few words on one line, at most ``longest`` characters."""

    longest = LONGEST_LINE

    def __init__(self, label: Words, *, width: str = "", longest: int = 0, **more: Any) -> None:
        super().__init__(label, **more)
        self.width = width
        self.longest = longest or self.longest

    def understand(self, typed: str) -> str:
        check_length(typed, self.longest)
        if any(ord(character) < 32 and character not in "\r\n\t" for character in typed):
            raise ValueError(_("This has a character that cannot be used. Type it again."))
        return typed

    def render(self, big_label: bool = False) -> Markup:
        label, value = self.label_text(), self.in_box()
        return component("text_input", label=label, value=value, width=self.width, **self.common(big_label))


class LongTextField(TextField):
    """Several sentences."""

    longest = 4000

    def render(self, big_label: bool = False) -> Markup:
        return component("textarea", label=self.label_text(), value=self.in_box(), **self.common(big_label))


class EmailField(TextField):
    """One e-mail address; only its shape is checked, since only a message can prove it."""

    def understand(self, typed: str) -> str:
        typed = super().understand(typed)
        if not is_email_address(typed):
            raise ValueError(_("Enter an e-mail address like name@example.org"))
        return typed

    def render(self, big_label: bool = False) -> Markup:
        label, value, common = self.label_text(), self.in_box(), self.common(big_label)
        return component("text_input", label=label, value=value, type="email", autocomplete="email", **common)


class NumberField(Answer):
    """A number between two bounds, in any digits; with ``decimals`` it is a Decimal, else an int."""

    def __init__(
        self, label: Words, *, minimum: int = 0, maximum: int = 1_000_000_000, decimals: int = 0, **more: Any
    ) -> None:
        super().__init__(label, **more)
        self.minimum = minimum
        self.maximum = maximum
        self.decimals = decimals

    def understand(self, typed: str) -> int | Decimal:
        figures = _figures(typed)
        if not re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", figures):
            raise ValueError(_("Enter a number"))
        number = Decimal(figures)
        if number != round(number, self.decimals):
            raise ValueError(_("Enter a number with at most %(decimals)s decimals", decimals=self.decimals))
        if not self.minimum <= number <= self.maximum:
            bounds = {"low": self.minimum, "high": self.maximum}
            raise ValueError(_("Enter a number from %(low)s to %(high)s", **bounds))
        return number if self.decimals else int(number)

    def stored(self, value: Any) -> Any:
        return str(value) if isinstance(value, Decimal) else value

    def restored(self, stored: Any) -> Any:
        is_number = stored is not None and not isinstance(stored, bool)  # Decimal(True) would be 1
        return Decimal(stored) if self.decimals and is_number else stored

    def accepts(self, value: Any) -> bool:
        kind = Decimal if self.decimals else int
        return isinstance(value, kind) and not isinstance(value, bool) and self.minimum <= value <= self.maximum

    def shown(self, value: Any) -> str:
        return "" if value is None else format_number(value, current_language())

    def in_box(self) -> str:
        return self.typed or ("" if self.data is None else str(self.data))

    def render(self, big_label: bool = False) -> Markup:
        keyboard = {"inputmode": "decimal" if self.decimals else "numeric", "width": "s"}
        label, value = self.label_text(), self.in_box()
        return component("text_input", label=label, value=value, **keyboard, **self.common(big_label))


def _figures(typed: str) -> str:
    """What was typed as Latin figures, with a point before the fraction and nothing between groups.

    "1,200" is twelve hundred where a point marks the fraction; "12,5" cannot be groups and is twelve and a half.
    """
    mark = current_pack().language(current_language()).decimal_mark
    group = "," if mark == "." else "."
    marked = typed.replace(ARABIC_DECIMAL, mark).replace(ARABIC_GROUP, group)
    latin = re.sub(r"\s", "", to_latin(without_invisible(marked)))
    if re.fullmatch(rf"-?\d{{1,3}}([{group}]\d{{2,3}})*[{group}]\d{{3}}([{mark}]\d+)?", latin):
        latin = latin.replace(group, "")
    return latin.replace(",", ".")


class MoneyField(Answer):
    """An amount in the country's currency, kept in minor units."""

    def understand(self, typed: str) -> Money:
        pack = current_pack()
        try:
            return parse_money(typed, pack.currency, decimal=pack.language(current_language()).decimal_mark)
        except BadInput as problem:
            raise ValueError(problem.sentence) from problem

    def stored(self, value: Any) -> Any:
        return value and value.amount

    def restored(self, stored: Any) -> Any:
        return None if stored is None else Money(stored, current_pack().currency.code)

    def accepts(self, value: Any) -> bool:
        return isinstance(value.amount, int) and not isinstance(value.amount, bool)

    def shown(self, value: Any) -> str:
        return "" if value is None else format_money(value, current_language())

    def render(self, big_label: bool = False) -> Markup:
        label, value = self.label_text(), self.in_box()
        return component("text_input", label=label, value=value, inputmode="decimal", **self.common(big_label))


class ChoiceField(Answer):
    """One of several; up to seven as radio buttons, more as a list to pick from."""

    def __init__(self, label: Words, *, choices: Choices = (), **more: Any) -> None:
        super().__init__(label, **more)
        self.given = choices

    def options(self) -> Choices:
        """The values and their words."""
        return self.given

    def understand(self, typed: str) -> str:
        if typed not in {value for value, _words in self.options()}:
            raise ValueError(_("Choose one of the answers"))
        return typed

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) and value in dict(self.options())

    def shown(self, value: Any) -> str:
        return str(dict(self.options()).get(value, value or ""))

    def render(self, big_label: bool = False) -> Markup:
        options, value, common = list(self.options()), self.typed or self.data or "", self.common(big_label)
        if len(options) <= 7:
            return component("radios", legend=self.label_text(), options=options, value=value, **common)
        options = [("", _("Choose")), *options]
        return component("select", label=self.label_text(), options=options, value=value, **common)


class ChoicesField(ChoiceField):
    """Any number of several."""

    nothing: Any = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [self.understand(value) for value in valuelist]

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list) and set(value) <= set(dict(self.options()))

    def shown(self, value: Any) -> str:
        return listed(super(ChoicesField, self).shown(one) for one in value or [])

    def render(self, big_label: bool = False) -> Markup:
        options, values = list(self.options()), self.data or []
        return component(
            "checkboxes", legend=self.label_text(), options=options, values=values, **self.common(big_label)
        )


class YesNoField(Answer):
    """Yes or no, kept as true or false."""

    def understand(self, typed: str) -> bool:
        if typed not in ("yes", "no"):
            raise ValueError(_("Choose yes or no"))
        return typed == "yes"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool)

    def shown(self, value: Any) -> str:
        return "" if value is None else str(_("Yes") if value else _("No"))

    def render(self, big_label: bool = False) -> Markup:
        value = "" if self.data is None else "yes" if self.data else "no"
        options = [("yes", _("Yes")), ("no", _("No"))]
        return component("radios", legend=self.label_text(), options=options, value=value, **self.common(big_label))
