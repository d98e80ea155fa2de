"""The answers of a case or a draft: as values for the rules, and in words for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from egov.cases.models import Case, Draft
from egov.catalogue import Service
from egov.editions.operations import service_for
from egov.forms.base import Answer
from egov.forms.flow import counting, visible
from egov.forms.page import Page, in_words, questions_of
from egov.forms.records import RecordField
from egov.forms.uploads import FileField
from egov.texts import Text, _


def answers_of(case: Case | Draft) -> dict[str, Any]:
    """The values that count, for the rules of the service."""
    return counting(service_for(case).pages, case.answers)


def answered(case: Case) -> Iterator[tuple[Answer, Any]]:
    """Each question that counts, those of repeated pages too, with its answer as it is stored, where it has one."""
    for page in visible(service_for(case).pages, case.answers):
        for item in case.answers.get(page.slug(), []) if page.repeats else [case.answers]:
            for question in questions_of(page):
                if item.get(question.short_name):
                    yield question, item[question.short_name]


@dataclass(frozen=True)
class Section:
    """A page in words: its rows are (question, answer); ``item`` is the number of a repeated one, from 1."""

    page: type[Page]
    title: str
    rows: list[tuple[str, str]]
    item: int = 0


def sections_of(service: Service, stored: Mapping[str, Any]) -> list[Section]:
    """All that was answered, page by page, in the current language."""
    sections = []
    for page in visible(service.pages, stored):
        if not page.repeats:
            sections.append(Section(page, str(page.title), _rows(page, stored)))
            continue
        for number, item in enumerate(stored.get(page.slug(), []), 1):
            sections.append(Section(page, str(page.item), _rows(page, item), number))
    return sections


def _rows(page: type[Page], stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for question, shown in in_words(page, stored):
        rows.append((str(question.question), shown or str(_("Not answered"))))
        if isinstance(question, RecordField) and stored[question.short_name]:
            value = question.restored(stored[question.short_name])
            rows += [(str(label), text) for label, text in question.rows(value)]
    return rows


def found_records(service: Service, stored: Mapping[str, Any]) -> list[tuple[Text, str]]:
    """What the registers said about the records named in the answers: shown beside the questions that follow."""
    rows: list[tuple[Text, str]] = []
    for page in visible(service.pages, stored):
        for question in questions_of(page):
            if isinstance(question, RecordField) and stored.get(question.short_name):
                rows += question.rows(question.restored(stored[question.short_name]))
    return rows


def files_in(service: Service, stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All files among the answers that count."""
    found: list[Mapping[str, Any]] = []
    for page in visible(service.pages, stored):
        for item in stored.get(page.slug(), []) if page.repeats else [stored]:
            for question in questions_of(page):
                if isinstance(question, FileField):
                    found += item.get(question.short_name) or []
    return found


def all_files(case: Case) -> list[Mapping[str, Any]]:
    """The files among the answers and the messages of a case."""
    in_answers = files_in(service_for(case), case.answers)
    return [*in_answers, *(file for message in case.messages for file in message.files)]
