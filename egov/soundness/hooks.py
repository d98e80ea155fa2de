"""The functions that a service brings, and what comes of trying them with answers that are made up."""

import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import StatementError

from egov.catalogue import Service
from egov.country.days import today
from egov.errors import Problem
from egov.forms.page import Page, questions_of
from egov.forms.people import PersonField
from egov.soundness.made_up import MadeUp, NotAsked, checked
from egov.soundness.samples import NotKnown
from workflows.engine import Facts, Guard, always

Rule = Callable[[Mapping[str, Any]], object]


def rules_of(service: Service) -> Iterator[tuple[str, Rule]]:
    """The functions of the answers that a service brings, and what each of them makes."""
    yield from results_of(service)
    yield from conditions_of_steps(service)


def results_of(service: Service) -> Iterator[tuple[str, Rule]]:
    """Those that make something: an amount, rows of a certificate, a name."""
    fee, certificate = service.fee, service.certificate
    if fee:
        yield "the fee", lambda answers: fee(answers, today())
    if certificate:
        yield "the certificate", lambda answers: [*certificate.rows(answers)]
    if certificate and certificate.holder:
        yield "the holder of the certificate", certificate.holder
    if service.one_case_for:
        yield "one_case_for", service.one_case_for


def conditions_of_steps(service: Service) -> Iterator[tuple[str, Rule]]:
    """The guards of the workflow, as functions of the answers."""
    for step in service.workflow.steps:
        if step.when is not always:
            yield f"the condition of the step {step.action!r}", _of_answers(step.when)


def _of_answers(guard: Guard) -> Rule:
    return lambda answers: guard(Facts(answers))


def conditions_of_pages(service: Service) -> Iterator[tuple[str, Rule]]:
    """The functions of the answers so far: they hide a page, or say that the applicant is the person asked for."""
    for page in service.pages:
        yield f"only_if of the page {page.__name__}", page.only_if
        for question in questions_of(page):
            if isinstance(question, PersonField):
                yield f"is_applicant of {question.short_name!r}", question.is_applicant


def checks_of_pages(service: Service) -> Iterator[tuple[str, Rule]]:
    """What each page says of its answers by itself, as a function of them all."""
    for page in service.pages:
        yield f"a check of the page {page.__name__}", _check_of(page)


def _check_of(page: type[Page]) -> Rule:
    def check(answers: Mapping[str, Any]) -> object:
        items = answers.get(page.slug(), []) if page.repeats else [answers]
        return [checked(page, item) for item in items]

    return check


def code_of(service: Service) -> list[object]:
    """All these functions as they are written, and the effects."""
    certificate = service.certificate
    made = [service.fee, service.one_case_for, *([certificate.rows, certificate.holder] if certificate else ())]
    pages = [rule for _what, rule in conditions_of_pages(service)]
    return [*made, *pages, *guards_of(service), *service.effects.values()]


def guards_of(service: Service) -> list[object]:
    """The conditions of the steps as they are written, each once."""
    return [*dict.fromkeys(step.when for step in service.workflow.steps if step.when is not always)]


def problem_of(rule: Rule, answers: MadeUp) -> Exception | None:
    """What the rule raises; nothing for an answer that is not there, which is told for itself, and where it read what
    cannot be made up."""
    answers.looked_at.clear()
    try:
        rule(answers)
    except (NotAsked, NotKnown):
        return None
    except Exception as problem:
        return None if answers.looked_at & answers.refused else problem
    return None


def said(problem: Exception) -> str:
    """What went wrong in the words of the problem, without those of the database around it."""
    inner = (problem.orig or problem) if isinstance(problem, StatementError) else problem
    words = str(inner.sentence if isinstance(inner, Problem) else inner)
    return f"{type(inner).__name__}: {words.removesuffix('.')}"


def line_of(problem: BaseException, folder: Path) -> tuple[Path, int]:
    """The last line in a folder that led to a problem, else the last line at all."""
    frames = [(Path(frame.filename), frame.lineno or 1) for frame in traceback.extract_tb(problem.__traceback__)]
    return next((place for place in reversed(frames) if place[0].parent == folder), frames[-1])


def first_line(function: object) -> tuple[Path, int] | None:
    """Where a function is written; None for what else can be called."""
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    return (Path(code.co_filename), code.co_firstlineno) if code else None
