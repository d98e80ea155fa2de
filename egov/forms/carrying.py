"""Carrying answers from the form they were given to over to another edition of it: nothing is thrown away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from egov.forms.base import Answer
from egov.forms.flow import Pages, visible
from egov.forms.page import Page, questions_of


@dataclass(frozen=True)
class Carried:
    """The answers under the other form. ``answers`` fit it; ``set_aside`` were given to a question that asks for
    something else now, by name; ``missing`` are the questions that need an answer and have none."""

    answers: dict[str, Any]
    set_aside: dict[str, Any]
    missing: tuple[Answer, ...]


def carry(pages: Pages, stored: Mapping[str, Any]) -> Carried:
    """Judge stored answers by the pages of another edition. What it does not ask stays among the answers, unread."""
    unfit = {name: stored[name] for page in pages for name in _unfit(page, stored)}
    answers = {name: value for name, value in stored.items() if name not in unfit}
    return Carried(answers, unfit, tuple(_missing(pages, answers)))


def with_nothing_said(pages: Pages, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, and for each question that one may leave out and that was never put: left out."""
    asked = [question for page in visible(pages, answers) if not page.repeats for question in questions_of(page)]
    left_out = {q.short_name: q.stored(q.nothing) for q in asked if q.optional and q.short_name not in answers}
    return {**answers, **left_out}


def _unfit(page: type[Page], stored: Mapping[str, Any]) -> Iterator[str]:
    """The names under which something stands that the page cannot read; an empty answer is missing, not unfit."""
    if page.repeats:
        if page.slug() in stored and not _all_fit(page, stored[page.slug()]):
            yield page.slug()
        return
    for question in questions_of(page):
        value = stored.get(question.short_name)
        if value not in (None, "", []) and not question.fits(value):
            yield question.short_name


def _all_fit(page: type[Page], items: Any) -> bool:
    return isinstance(items, list) and all(
        isinstance(item, dict) and all(question.fits(item.get(question.short_name)) for question in questions_of(page))
        for item in items
    )


def _missing(pages: Pages, answers: Mapping[str, Any]) -> Iterator[Answer]:
    for page in visible(pages, answers):
        if page.repeats:
            yield from questions_of(page) if not answers.get(page.slug()) else ()
        else:
            yield from (q for q in questions_of(page) if not q.fits(answers.get(q.short_name)))
