"""Answers made up, to try the rules of a service with."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from egov.catalogue import Service
from egov.forms.page import Page, questions_of
from egov.soundness.literals import literals_near
from egov.soundness.samples import samples


class NotAsked(KeyError):
    """An answer was looked up that there never is, or that is not there yet."""


class MadeUp(dict[str, Any]):
    """Answers by their names; ``asked`` are the names of all that some page asks, ``refused`` those of answers that
    the page itself would not take, ``how`` says in what they differ from the others. ``looked_at`` are the names of
    those that a rule read."""

    asked: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    how: str = ""

    def __init__(self, answers: dict[str, Any] | None = None) -> None:
        super().__init__(answers or {})
        self.looked_at: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.looked_at.add(name)
        return super().__getitem__(name)

    def __missing__(self, name: str) -> Any:
        raise NotAsked(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The same for what no page asks: it is not there at any time, and the default would always hold."""
        return self[name] if name in self or name not in self.asked else default

    def of_pages(self, pages: list[type[Page]]) -> "MadeUp":
        """Only those that these pages ask."""
        return self._with({name: self[name] for page in pages for name in _names(page)}, self.how)

    def but(self, name: str, value: Any) -> "MadeUp":
        """The same answers, and this one to one question."""
        how = f"where {name!r} is left out" if value is None else f"where {name!r} is {value!r}"
        return self._with({**self, name: value}, how)

    def _with(self, answers: dict[str, Any], how: str) -> "MadeUp":
        made = MadeUp(answers)
        made.asked, made.refused, made.how = self.asked, self.refused, how
        return made


def made_up(service: Service, rules: Iterable[object] = ()) -> Iterator[MadeUp]:
    """All that can be answered, for and against, and each other answer to one question besides; also what the
    ``rules`` compare an answer with. What a page refuses by itself is not among them, where it takes anything else.

    Without a page there are none; that is said elsewhere.
    """
    known = [*rules]
    for yes in (True, False) if service.pages else ():
        answers = _all_made_up(service, yes=yes)
        yield answers
        for page in service.pages:
            yield from _others_on(page, answers, known)


def _others_on(page: type[Page], answers: MadeUp, rules: list[object]) -> Iterator[MadeUp]:
    """The same but for one answer on this page; one that is filled in several times is filled in twice."""
    if page.repeats > 1:
        yield answers.but(page.slug(), [*answers[page.slug()], *answers[page.slug()]])
    for question in () if page.repeats else questions_of(page):
        name = question.short_name
        for value in samples(question, literals_near(name, rules)):
            other = answers.but(name, value)
            if name in answers.refused or not _refused(page, other):
                yield other


def as_they_come(service: Service, answers: MadeUp) -> Iterator[MadeUp]:
    """The answers that there are before each page of the form is filled in, and after the last one."""
    shown: list[type[Page]] = []
    some = answers.of_pages(shown)
    yield some
    for page in service.pages:
        if _is_shown(page, some):
            shown.append(page)
            some = answers.of_pages(shown)
            yield some


def in_the_end(service: Service, answers: MadeUp) -> MadeUp:
    """The answers on the pages that are shown: those that count."""
    return [*as_they_come(service, answers)][-1]


def _is_shown(page: type[Page], some: MadeUp) -> bool:
    try:
        return bool(page.only_if(some))
    except Exception:  # what the condition cannot do without is told for itself
        return False


def _all_made_up(service: Service, *, yes: bool) -> MadeUp:
    answers, refused = MadeUp(), set[str]()
    for page in service.pages:
        of_page = {question.short_name: samples(question)[0 if yes else -1] for question in questions_of(page)}
        wrong = _refused(page, of_page)
        answers.update({page.slug(): [of_page]} if page.repeats else of_page)
        refused |= {page.slug()} if page.repeats and wrong else wrong
    answers.asked, answers.refused = frozenset(answers), frozenset(refused)
    return answers


def _refused(page: type[Page], answers: dict[str, Any]) -> set[str]:
    """The names of the answers that the page would not take: its own checks look at what was made up too."""
    try:
        return {question.short_name for question in checked(page, answers).questions if question.errors}
    except Exception:  # a check that fails is told for itself
        return set()


def checked(page: type[Page], answers: Mapping[str, Any]) -> Page:
    """The page with these answers on it, after its checks."""
    form = page(data={question.short_name: answers.get(question.short_name) for question in questions_of(page)})
    form.validate()
    return form


def _names(page: type[Page]) -> list[str]:
    """Under which names the answers of a page stand."""
    return [page.slug()] if page.repeats else [question.short_name for question in questions_of(page)]
