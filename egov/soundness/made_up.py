"""Answers made up, to try the rules of a service with."""

from collections.abc import Iterator
from typing import Any

from egov.catalogue import Service
from egov.country.days import today
from egov.country.money import Money
from egov.country.pack import current_pack
from egov.forms.base import Answer
from egov.forms.dates import DateField
from egov.forms.fields import ChoiceField, ChoicesField, MoneyField, NumberField, TextField, YesNoField
from egov.forms.page import Page, questions_of


class NotAsked(KeyError):
    """An answer was looked up that there never is, or that is not there yet."""


class MadeUp(dict[str, Any]):
    """Answers by their names; ``asked`` are the names of all that some page asks."""

    asked: frozenset[str] = frozenset()

    def __missing__(self, name: str) -> Any:
        raise NotAsked(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The same for what no page asks: it is not there at any time, and the default would always hold."""
        return self[name] if name in self or name not in self.asked else default

    def of_pages(self, pages: list[type[Page]]) -> "MadeUp":
        """Only those that these pages ask."""
        return _known({name: self[name] for page in pages for name in _names(page)}, self.asked)

    def but(self, name: str, value: Any) -> "MadeUp":
        """The same answers, and this one to one question."""
        return _known({**self, name: value}, self.asked)


def made_up(service: Service) -> Iterator[MadeUp]:
    """All that can be answered, for and against, and each other answer to one question besides.

    Without a page there are none; that is said elsewhere.
    """
    for yes in (True, False) if service.pages else ():
        answers = _all_made_up(service, yes=yes)
        yield answers
        asked = [question for page in service.pages if not page.repeats for question in questions_of(page)]
        for question in asked:
            for value in samples(question):
                yield answers.but(question.short_name, value)


def samples(question: Answer) -> list[Any]:
    """Values of the kind that a rule gets, as far from each other as they can be."""
    if isinstance(question, NumberField):
        return [question.minimum, question.maximum]
    if isinstance(question, ChoiceField):
        values = [value for value, _label in question.given] or [""]
        return [values] if isinstance(question, ChoicesField) else values
    if isinstance(question, TextField):
        return ["words", ""] if question.optional else ["words"]
    money = Money(100, current_pack().currency.code)
    known: dict[type[Answer], list[Any]] = {YesNoField: [True, False], MoneyField: [money], DateField: [today()]}
    return known.get(type(question), [{}])


def _known(answers: dict[str, Any], asked: frozenset[str]) -> MadeUp:
    made = MadeUp(answers)
    made.asked = asked
    return made


def _all_made_up(service: Service, *, yes: bool) -> MadeUp:
    answers: dict[str, Any] = {}
    for page in service.pages:
        if page.repeats:
            answers[page.slug()] = [_of_page(page, yes=yes)]
        else:
            answers.update(_of_page(page, yes=yes))
    return _known(answers, frozenset(answers))


def _of_page(page: type[Page], *, yes: bool) -> dict[str, Any]:
    return {question.short_name: samples(question)[0 if yes else -1] for question in questions_of(page)}


def _names(page: type[Page]) -> list[str]:
    """Under which names the answers of a page stand."""
    return [page.slug()] if page.repeats else [question.short_name for question in questions_of(page)]
