"""Which page comes next: pure functions of the pages and the answers so far."""

from collections.abc import Mapping, Sequence
from typing import Any

from egov.forms.page import Page, questions_of, restore

Pages = Sequence[type[Page]]
Stored = Mapping[str, Any]


def answers_so_far(pages: Pages, stored: Stored) -> dict[str, Any]:
    """All values, those of repeated pages as lists of dictionaries under the page's name."""
    values: dict[str, Any] = {}
    for page in pages:
        if page.repeats:
            values[page.slug()] = [restore(page, item) for item in stored.get(page.slug(), [])]
        else:
            values.update(restore(page, stored))
    return values


def visible(pages: Pages, stored: Stored) -> list[type[Page]]:
    """The pages this person must see, each judged by the answers of the visible pages before it.

    An answer on a page that has become invisible no longer counts, and comes back with the page.
    """
    shown: list[type[Page]] = []
    for page in pages:
        if page.only_if(answers_so_far(shown, stored)):
            shown.append(page)
    return shown


def counting(pages: Pages, stored: Stored) -> dict[str, Any]:
    """The values on visible pages only: what rules, fees and officers look at."""
    return answers_so_far(visible(pages, stored), stored)


def is_complete(page: type[Page], stored: Stored) -> bool:
    """Whether every question of the page was put and the needed ones answered."""
    if page.repeats:
        return bool(stored.get(page.slug()))
    return all(_answered(question, stored) for question in questions_of(page))


def _answered(question: Any, stored: Stored) -> bool:
    if question.short_name not in stored:
        return False
    return question.optional or stored[question.short_name] not in (None, "", [])


def first_gap(pages: Pages, stored: Stored) -> type[Page] | None:
    """The first visible page that is not complete, or None when the form is."""
    return next((page for page in visible(pages, stored) if not is_complete(page, stored)), None)


def page_after(pages: Pages, stored: Stored, slug: str) -> type[Page] | None:
    """The visible page after the one named, or None after the last."""
    shown = visible(pages, stored)
    names = [page.slug() for page in shown]
    following = names.index(slug) + 1 if slug in names else 0
    return shown[following] if following < len(shown) else None


def page_before(pages: Pages, stored: Stored, slug: str) -> type[Page] | None:
    """The visible page before the one named, or None before the first."""
    shown = visible(pages, stored)
    names = [page.slug() for page in shown]
    position = names.index(slug) if slug in names else 0
    return shown[position - 1] if position else None
