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
from egov.forms.people import PersonField
from egov.forms.records import RecordField
from egov.forms.uploads import FileField
from egov.texts import Text, _
from egov.web import rows_of


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
    """A page in words: its rows are (question, answer); ``item`` is the number of a repeated one, from 1.

    ``facts`` are the places of the rows that nobody answered, since a register says them; ``from_register`` tells
    whether one says anything here, of people too.
    """

    page: type[Page]
    title: str
    rows: list[tuple[str, str]]
    item: int = 0
    facts: frozenset[int] = frozenset()
    from_register: bool = False

    def rows_to_change(self, href: str) -> list[dict[str, object]]:
        """The rows as the summary list takes them; what was answered leads to where it is changed."""
        rows = rows_of(self.rows, href)
        return [{**row, "href": ""} if place in self.facts else row for place, row in enumerate(rows)]


def sections_of(service: Service, stored: Mapping[str, Any]) -> list[Section]:
    """All that was answered, page by page, in the current language."""
    sections = []
    for page in visible(service.pages, stored):
        if not page.repeats:
            sections.append(_section(page, str(page.title), stored))
            continue
        for number, item in enumerate(stored.get(page.slug(), []), 1):
            sections.append(_section(page, str(page.item), item, number))
    return sections


def _section(page: type[Page], title: str, stored: Mapping[str, Any], number: int = 0) -> Section:
    rows: list[tuple[str, str]] = []
    facts: set[int] = set()
    from_register = False
    for question, shown in in_words(page, stored):
        rows.append((str(question.question), shown or str(_("Not answered"))))
        value = stored[question.short_name]
        if isinstance(question, RecordField) and value:
            said = question.rows(question.restored(value))
            facts.update(range(len(rows), len(rows) + len(said)))
            rows += [(str(label), text) for label, text in said]
        looked_up = isinstance(question, RecordField | PersonField) and value and value["checked"]
        from_register = from_register or bool(looked_up)
    return Section(page, title, rows, number, frozenset(facts), from_register)


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
