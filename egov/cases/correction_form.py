"""The answers of a decided case as an officer corrects them: its own questions, filled in, all on one page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from egov.cases.models import Case
from egov.editions.operations import service_for
from egov.forms.base import Answer
from egov.forms.companies import CompanyField
from egov.forms.flow import is_complete, visible
from egov.forms.page import Page, restore
from egov.forms.uploads import FileField

FIXED = (FileField, CompanyField)  # what was sent, and who applied, is as it is
NOBODY_TYPED = ("checked", "facts", "person")  # what the registers added to an answer


@dataclass(frozen=True)
class Part:
    """A page of the form; ``number`` is that of a repeated one, from 1, and ``stored`` what was answered before."""

    form: Page
    number: int
    stored: Mapping[str, Any]

    @property
    def changed(self) -> list[Answer]:
        """The questions that are answered in another way now."""
        return [q for q in self.form.questions if _typed(q.stored(q.data)) != _typed(self.stored.get(q.short_name))]

    @property
    def answers(self) -> dict[str, Any]:
        """All answers of the page, those that are the same exactly as they were."""
        return {**self.stored, **{question.short_name: question.stored(question.data) for question in self.changed}}


def parts_of(case: Case, sent: MultiDict[str, str] | None = None) -> list[Part]:
    """The pages that were answered, with what was answered, or with what was ``sent`` now.

    Files and the company for which somebody applied stay as they are, and are not asked for.
    """
    pages = [page for page in visible(service_for(case).pages, case.answers) if is_complete(page, case.answers)]
    parts = [_part(page, number, stored, sent) for page in pages for number, stored in _filled(page, case.answers)]
    return [part for part in parts if part.form.questions]


def answers_with(case: Case, parts: Sequence[Part]) -> dict[str, Any]:
    """The answers of the case as the parts have them."""
    answers = dict(case.answers)
    for part in parts:
        if part.number:
            items = list(answers[part.form.slug()])
            items[part.number - 1] = part.answers
            answers[part.form.slug()] = items
        else:
            answers.update(part.answers)
    return answers


def _filled(page: type[Page], answers: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """What stands on the page, once or for each time that it was filled in: the answers to its own questions."""
    if page.repeats:
        yield from enumerate(answers[page.slug()], 1)
    else:
        yield 0, {question.short_name: answers[question.short_name] for question in page().questions}


def _part(page: type[Page], number: int, stored: dict[str, Any], sent: MultiDict[str, str] | None) -> Part:
    form = page(sent, data=restore(page, stored), prefix=f"{page.slug()}{number or ''}-")
    for question in form.questions:
        if isinstance(question, FIXED):
            del form[question.short_name]
    return Part(form, number, stored)


def _typed(stored: Any) -> Any:
    """What somebody typed of a stored answer; nothing is nothing, however it is written."""
    if isinstance(stored, dict):
        return {name: value for name, value in stored.items() if name not in NOBODY_TYPED}
    return None if stored in ("", []) else stored
