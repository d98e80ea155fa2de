"""A page of a form: one question, or a small group that belongs together."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

from wtforms import Form

from egov.forms.base import Answer
from egov.texts import Text

Answers = Mapping[str, Any]


def always(_answers: Answers) -> bool:
    """The condition of a page that everybody sees."""
    return True


class Page(Form):
    """Subclass with a ``title`` and fields. ``only_if`` (a pure function of the answers so far) hides it from some;
    ``repeats`` is how often it may be filled (storeys of a house, children), and then ``item`` names one of them."""

    title: ClassVar[Text]
    intro: ClassVar[Text | str] = ""
    item: ClassVar[Text | str] = ""
    only_if: ClassVar[Callable[[Answers], bool]] = always
    repeats: ClassVar[int] = 0

    @classmethod
    def slug(cls) -> str:
        """The page's name in addresses and, where it repeats, among the answers: ``YourDog`` is ``your_dog``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def questions(self) -> list[Answer]:
        """The fields in their order."""
        return [field for field in self if isinstance(field, Answer)]

    def entered(self) -> dict[str, Any]:
        """The answers of a valid page as JSON by the names of the fields."""
        return {field.short_name: field.stored(field.data) for field in self.questions}


@cache
def questions_of(page: type[Page]) -> tuple[Answer, ...]:
    """The questions of a page without answers: to read, store and show values, which needs no request."""
    return tuple(page().questions)


def restore(page: type[Page], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a page from stored answers; a question not yet answered is left out."""
    return {q.short_name: q.restored(stored[q.short_name]) for q in questions_of(page) if q.short_name in stored}


def in_words(page: type[Page], stored: Mapping[str, Any]) -> Iterator[tuple[Answer, str]]:
    """Each answered question of a page with its answer in the current language."""
    for question in questions_of(page):
        if question.short_name in stored:
            yield question, question.shown(question.restored(stored[question.short_name]))
