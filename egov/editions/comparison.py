"""What is different between two editions of a service, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import current_app

from egov.catalogue import Service
from egov.db import db
from egov.editions.content import Content
from egov.editions.models import Edition
from egov.editions.operations import service_of_edition
from egov.editions.sources import calculated_anew, written_anew
from egov.forms.base import Answer
from egov.forms.fields import ChoiceField
from egov.forms.page import Page, questions_of
from egov.texts import Text, _
from workflows.engine import START, Step, Workflow

COMPARED = "compared_editions"


class Part(StrEnum):
    """What of a service a change is about."""

    FORM = "form"
    MONEY = "money"
    WORKFLOW = "workflow"
    CERTIFICATE = "certificate"
    WORDS = "words"
    CALCULATION = "calculation"


@dataclass(frozen=True)
class Change:
    """One difference, in a sentence."""

    part: Part
    sentence: Text


@dataclass(frozen=True)
class Version:
    """A service with the content it came from."""

    service: Service
    content: Content


def changes_between(old: Version, new: Version) -> list[Change]:
    """Everything that is different, part by part; an empty list says that nothing is."""
    return _told(old, new) or [Change(Part.CALCULATION, text) for text in written_anew(old.content, new.content)]


def _told(old: Version, new: Version) -> list[Change]:
    return [
        *(Change(Part.FORM, text) for text in _form(old.service, new.service)),
        *(Change(Part.MONEY, text) for text in _money(old.service, new.service)),
        *(Change(Part.WORKFLOW, text) for text in _workflow(old.service.workflow, new.service.workflow)),
        *(Change(Part.WORKFLOW, text) for text in _days(old.service, new.service)),
        *(Change(Part.CERTIFICATE, text) for text in _certificate(old.service, new.service)),
        *(Change(Part.WORDS, text) for text in _words(old, new)),
        *(Change(Part.CALCULATION, text) for text in calculated_anew(old.content, new.content)),
    ]


def changes_of(old: int, new: int) -> list[Change]:
    """What is different between two published editions, by the numbers of their rows.

    Editions never change: each process compares two of them once, though every page of a draft asks.
    """
    known: dict[tuple[int, int], list[Change]] = current_app.extensions.setdefault(COMPARED, {})
    if (old, new) not in known:
        before, after = (version_of(db.session.get_one(Edition, number)) for number in (old, new))
        known[old, new] = changes_between(before, after)
    return known[old, new]


def version_of(edition: Edition) -> Version:
    """A published edition, opened. Raises Unavailable where it cannot be."""
    return Version(service_of_edition(edition.id), edition.content)


def _form(old: Service, new: Service) -> Iterator[Text]:
    before, after = _pages(old), _pages(new)
    for name, page in after.items():
        if name not in before:
            yield _("New page: %(page)s", page=page.title)
        else:
            yield from _page(before[name], page)
    yield from (_("The page is gone: %(page)s", page=page.title) for name, page in before.items() if name not in after)
    yield from _questions(_asked(old), _asked(new))


def _page(old: type[Page], new: type[Page]) -> Iterator[Text]:
    if old.title != new.title:
        yield _("The page %(old)s is now called: %(new)s", old=old.title, new=new.title)
    if (old.only_if.__qualname__, old.repeats) != (new.only_if.__qualname__, new.repeats):
        yield _("Asked under other conditions: %(page)s", page=new.title)
    if (old.intro, old.item) != (new.intro, new.item):
        yield _("The page is explained in other words: %(page)s", page=new.title)


def _questions(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Iterator[Text]:
    for name, question in after.items():
        if name not in before:
            asked = {"question": question.question}
            yield (
                _("New question, optional: %(question)s", **asked)
                if question.optional
                else _("New question: %(question)s", **asked)
            )
        else:
            yield from _question(before[name], question)
    yield from (
        _("No longer asked: %(question)s", question=q.question) for name, q in before.items() if name not in after
    )


def _question(old: Answer, new: Answer) -> Iterator[Text]:
    asked = {"question": new.question}
    if old.question != new.question:
        yield _("The question %(old)s now reads: %(question)s", old=old.question, **asked)
    if type(old).__name__ != type(new).__name__:
        yield _("Answered in another way: %(question)s", **asked)
    elif _limits(old) != _limits(new):
        yield _("Asked with other limits or another hint: %(question)s", **asked)
    if old.optional != new.optional:
        yield (
            _("May now be left out: %(question)s", **asked)
            if new.optional
            else _("Must now be answered: %(question)s", **asked)
        )
    if isinstance(old, ChoiceField) and isinstance(new, ChoiceField):
        before, after = dict(old.given), dict(new.given)
        yield from (
            _("New choice at %(question)s: %(choice)s", choice=w, **asked) for v, w in after.items() if v not in before
        )
        yield from (
            _("No longer a choice at %(question)s: %(choice)s", choice=w, **asked)
            for v, w in before.items()
            if v not in after
        )


class _Bare(Page):
    """A question with nothing to it: what others have besides are their limits."""

    answer = Answer("")


def _limits(question: Answer) -> dict[str, Any]:
    """The hint and all that a kind of question adds, but the choices, which have sentences of their own."""
    usual = vars(questions_of(_Bare)[0]).keys() - {"hint"} | {"given"}
    own = {name: value for name, value in vars(question).items() if name not in usual}
    return {name: value.__qualname__ if callable(value) else value for name, value in own.items()}


def _money(old: Service, new: Service) -> Iterator[Text]:
    if old.fee is None and new.fee is not None:
        yield _("There is a fee now")
    if old.fee is not None and new.fee is None:
        yield _("There is no fee any more")
    if old.costs != new.costs:
        yield _("What it costs: %(new)s. Before: %(old)s", new=new.costs_in_words, old=old.costs_in_words)


def _workflow(old: Workflow, new: Workflow) -> Iterator[Text]:
    before, after = {s.code: s for s in old.states}, {s.code: s for s in new.states}
    yield from (_("New state: %(state)s", state=Text(s.label)) for code, s in after.items() if code not in before)
    yield from (
        _("The state is gone: %(state)s", state=Text(s.label)) for code, s in before.items() if code not in after
    )
    for code, state in after.items():
        if code in before and state != before[code]:
            yield _("The state is described in another way: %(state)s", state=Text(state.label))
    yield from _steps(old, new)


def _steps(old: Workflow, new: Workflow) -> Iterator[Text]:
    before, after = _by_move(old), _by_move(new)
    states_after = {state.code for state in new.states}
    for key, step in after.items():
        if key not in before:
            yield _in_words(_("New step: %(step)s, from %(source)s to %(target)s"), step, key, new)
        elif _conditions(step) != _conditions(before[key]):
            yield _in_words(_("Other conditions: %(step)s, from %(source)s to %(target)s"), step, key, new)
    for key, step in before.items():
        if key not in after and key[1] in states_after | {START}:
            yield _in_words(_("The step is gone: %(step)s, from %(source)s to %(target)s"), step, key, old)


Move = tuple[str, str, str]


def _by_move(workflow: Workflow) -> dict[Move, Step]:
    return {(s.action, source, s.leads_to(source)): s for s in workflow.steps for source in s.sources}


def _conditions(step: Step) -> tuple[Any, ...]:
    """What a step demands and brings about, without where it stands in the table."""
    guard = step.when.__qualname__
    kept = (step.by, step.needs_reason, step.never_by, step.decides, step.does, step.alarm, step.restarts)
    return (*kept, guard, step.label, step.done)


def _in_words(pattern: Text, step: Step, move: Move, workflow: Workflow) -> Text:
    names = {state.code: Text(state.label) for state in workflow.states}
    source, target = (names.get(code, _("the application")) for code in move[1:])
    return Text(pattern.msgid, values={"step": Text(step.label), "source": source, "target": target})


def _days(old: Service, new: Service) -> Iterator[Text]:
    if old.days != new.days:
        yield _("The office has %(new)s working days to decide. Before: %(old)s", new=new.days, old=old.days)
    if old.appeal_days != new.appeal_days:
        yield _("There are %(new)s days to appeal. Before: %(old)s", new=new.appeal_days, old=old.appeal_days)
    if old.retention_years != new.retention_years:
        words = {"new": new.retention_years, "old": old.retention_years}
        yield _("Answers are kept for %(new)s years after the end. Before: %(old)s", **words)


def _certificate(old: Service, new: Service) -> Iterator[Text]:
    before, after = old.certificate, new.certificate
    if before is None or after is None:
        if after is not None:
            yield _("A certificate is issued now: %(title)s", title=after.title)
        if before is not None:
            yield _("No certificate is issued any more")
        return
    if (before.title, before.intro) != (after.title, after.intro):
        yield _("The certificate has other words: %(title)s. %(intro)s", title=after.title, intro=after.intro)
    if before.months != after.months:
        yield _(
            "The certificate holds for %(new)s months. Before: %(old)s",
            new=after.months or "–",
            old=before.months or "–",
        )


def _words(old: Version, new: Version) -> Iterator[Text]:
    before, after = old.service, new.service
    for name in ("title", "summary", "you_get", "legal_basis"):
        if getattr(before, name) != getattr(after, name):
            yield _("Now: %(new)s. Before: %(old)s", new=getattr(after, name), old=getattr(before, name))
    if before.you_need != after.you_need:
        yield _("What one needs has changed")
    if before.grounds != after.grounds:
        yield _("The grounds for refusing have changed")
    translated = {path for path in {*old.content["files"], *new.content["files"]} if path.endswith(".po")}
    texts_changed = any(old.content["files"].get(path) != new.content["files"].get(path) for path in translated)
    if texts_changed or _retranslated(old.content["words"], new.content["words"]):
        yield _("Translations have changed")


def _retranslated(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> bool:
    return any(
        after[language][text] != forms
        for language, texts in before.items()
        for text, forms in texts.items()
        if text in after.get(language, {})
    )


def _pages(service: Service) -> dict[str, type[Page]]:
    return {page.slug(): page for page in service.pages}


def _asked(service: Service) -> dict[str, Answer]:
    """The questions by page and name; a name is enough where no page repeats."""
    return {
        f"{page.slug()}/{q.short_name}" if page.repeats else q.short_name: q
        for page in service.pages
        for q in questions_of(page)
    }
