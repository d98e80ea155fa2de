"""Values to try for a question: of the kind that a rule gets, and as far from each other as they can be."""

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from egov.country.days import today
from egov.country.money import Money
from egov.country.pack import current_pack
from egov.forms.base import Answer
from egov.forms.companies import CompanyField
from egov.forms.dates import DateField
from egov.forms.fields import ChoiceField, ChoicesField, EmailField, MoneyField, NumberField, TextField, YesNoField
from egov.forms.people import IdentifierField, PersonField, PhoneField
from egov.forms.places import AddressField
from egov.forms.records import Fact, RecordField
from egov.forms.uploads import FileField
from egov.soundness.literals import Literal

CENTURY, DECADE = timedelta(days=36525), timedelta(days=3653)
MANY = 10  # of so many choices only the first and the last are tried, and those that a rule names
FACTS: dict[str, Any] = {"words": "words", "money": 100, "date": "2020-02-29"}


class NotKnown(KeyError):
    """A fact was looked up that stands in a register, and not among those that the question shows."""


class Facts(dict[str, Any]):
    """What a register says, as far as the question knows its columns."""

    def __missing__(self, column: str) -> Any:
        raise NotKnown(column)


def samples(question: Answer, literals: Collection[Literal] = ()) -> list[Any]:
    """The values, None at the end where it may be left out; ``literals`` are what rules compare the answer with."""
    for kind, values in KINDS:
        if isinstance(question, kind):
            found = [*values(question, literals)]
            return [*found, None] if question.optional else found
    return [{}]


def _words(question: TextField, literals: Collection[Literal]) -> list[Any]:
    return ["words", *(word for word in literals if isinstance(word, str) and 0 < len(word) <= question.longest)]


def _numbers(question: NumberField, literals: Collection[Literal]) -> list[Any]:
    """Both ends, and what lies at the edge of a rule."""
    low, high = question.minimum, question.maximum
    edges = (number + step for number in _whole(literals) for step in (-1, 0, 1))
    values = dict.fromkeys([low, *(edge for edge in edges if low < edge < high), high])
    return [Decimal(value) if question.decimals else value for value in values]


def _amounts(_question: Answer, literals: Collection[Literal]) -> list[Any]:
    edges = (number + step for number in _whole(literals) for step in (-1, 0, 1))
    values = dict.fromkeys([100, *(edge for edge in edges if edge >= 0), 0])
    return [Money(value, current_pack().currency.code) for value in values]


def _whole(literals: Iterable[Literal]) -> list[int]:
    return [number for number in literals if isinstance(number, int)]


def _days(_question: Answer, _literals: Collection[Literal]) -> list[Any]:
    return [today(), today() - CENTURY, today() + DECADE]


def _choice(question: ChoiceField, literals: Collection[Literal]) -> list[Any]:
    values = [value for value, _label in question.options()]
    if len(values) > MANY:
        values = [values[0], *(value for value in values[1:-1] if value in literals), values[-1]]
    return values or [""]


def _choices(question: ChoiceField, literals: Collection[Literal]) -> list[Any]:
    values = _choice(question, literals)
    return [values, *([value] for value in values)]


def _addresses(_question: Answer, _literals: Collection[Literal]) -> list[Any]:
    areas = current_pack().areas
    villages = areas.at_level(areas.levels[-1].code)
    return [{"line": "1 Mill Road", "area": village.code} for village in dict.fromkeys((villages[0], villages[-1]))]


def _people(_question: Answer, _literals: Collection[Literal]) -> list[Any]:
    """One whom the population register knows, and one whom it does not."""
    rule = current_pack().identifier
    person = {"identifier": rule.clean(rule.example), "name": "Words", "born": today() - CENTURY / 4}
    return [person | {"checked": day} for day in (today(), None)]


def _records(question: RecordField, _literals: Collection[Literal]) -> list[Any]:
    shown = [*question.facts, *([question.proof] if question.proof else ())]
    facts = Facts({fact.column: _fact(fact) for fact in shown} | dict([question.must[:2]] if question.must else ()))
    if isinstance(question, CompanyField):
        facts["number"] = "WORDS"
    return [{"key": "WORDS", "facts": facts, "checked": today()}]


def _fact(fact: Fact) -> Any:
    areas = current_pack().areas
    return FACTS[fact.kind] if fact.kind in FACTS else areas.at_level(areas.levels[-1].code)[0].code


def _only(value: Callable[[], Any]) -> Callable[[Any, Collection[Literal]], list[Any]]:
    return lambda _question, _literals: [value()]


# The first kind that a question is of: what is derived from another one stands before it.
KINDS: tuple[tuple[type[Answer], Callable[[Any, Collection[Literal]], list[Any]]], ...] = (
    (ChoicesField, _choices),
    (ChoiceField, _choice),
    (EmailField, _only(lambda: "name@example.org")),
    (TextField, _words),
    (NumberField, _numbers),
    (MoneyField, _amounts),
    (DateField, _days),
    (YesNoField, lambda _question, _literals: [True, False]),
    (AddressField, _addresses),
    (PersonField, _people),
    (RecordField, _records),
    (PhoneField, _only(lambda: current_pack().phone.clean(current_pack().phone.example))),
    (IdentifierField, _only(lambda: current_pack().identifier.clean(current_pack().identifier.example))),
    (FileField, _only(lambda: [{"id": 1, "name": "words.pdf", "type": "application/pdf", "size": 1000}])),
)
