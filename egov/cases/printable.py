"""Answers that will stand on the certificate: what cannot be printed is told who typed it, and not an officer."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from egov.catalogue import Service
from egov.errors import BadInput
from egov.forms.base import Answer
from egov.forms.flow import counting, visible
from egov.forms.page import Page, questions_of
from egov.forms.uploads import FileField
from egov.papers.paper import missing_letters
from egov.texts import Text, _

MOST_TOLD = 10
NOT_YET = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # some answers are not given yet


class Unprintable(BadInput):
    """The certificate could never be issued with these answers."""

    def __init__(self, letters: str) -> None:
        super().__init__(_sentence(letters))


def missing_on_certificate(service: Service, stored: Mapping[str, Any]) -> str:
    """The letters that would stand on the certificate and that no font has, each once.

    None where the service issues none, or where answers that it takes are not given yet.
    """
    definition = service.certificate
    if definition is None:
        return ""
    try:
        answers = counting(service.pages, stored)
        texts = [text for _label, value in definition.rows(answers) for text in _typed(value)]
        texts += [definition.holder(answers)] if definition.holder else []
    except NOT_YET:
        return ""
    return missing_letters("\n".join(texts))


def printable(questions: Iterable[Answer], letters: str) -> bool:
    """Whether none of the answers has one of these letters; a question whose answer has one carries the sentence."""
    if not letters:
        return True
    wrong = [question for question in questions if _has(question, question.stored(question.data), letters)]
    for question in wrong:
        question.errors = [*question.errors, _sentence(letters)]  # type: ignore[list-item]  # shown, not stored
    return not wrong


def unprintable_page(service: Service, stored: Mapping[str, Any]) -> tuple[type[Page], int | None] | None:
    """The first page with an answer that cannot be printed on the certificate, and which of a repeated one."""
    letters = missing_on_certificate(service, stored)
    return next(_pages_with(letters, service, stored), None) if letters else None


def _pages_with(letters: str, service: Service, stored: Mapping[str, Any]) -> Iterator[tuple[type[Page], int | None]]:
    for page in visible(service.pages, stored):
        items = enumerate(stored.get(page.slug(), [])) if page.repeats else [(None, stored)]
        for number, item in items:
            if any(_has(question, item.get(question.short_name), letters) for question in questions_of(page)):
                yield page, number


def _typed(value: Any) -> list[str]:
    """What somebody typed, of a value or a list of them; all other words are the pack's and the service's."""
    values = value if isinstance(value, list | tuple) else [value]
    return [one for one in values if isinstance(one, str)]


def _has(question: Answer, stored: Any, letters: str) -> bool:
    """Whether an answer has one of the letters. The names of files are printed nowhere."""
    return not isinstance(question, FileField) and bool(set(letters) & set(json.dumps(stored, ensure_ascii=False)))


def _sentence(letters: str) -> Text:
    told = " ".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in letters[:MOST_TOLD])
    return _("This cannot be printed on the certificate: %(letters)s. Write it in other letters.", letters=told)
