"""Rules that stumble over an answer that can be given, is not there yet, or may be left out: an error on a page."""

from collections.abc import Iterator

from egov.catalogue import Service
from egov.forms.page import questions_of
from egov.soundness.faults import Fault
from egov.soundness.hooks import (
    Rule,
    checks_of_pages,
    code_of,
    conditions_of_pages,
    conditions_of_steps,
    guards_of,
    line_of,
    problem_of,
    results_of,
    rules_of,
    said,
)
from egov.soundness.made_up import MadeUp, in_the_end, made_up


def stumbles(service: Service) -> Iterator[Fault]:
    """Each rule that fails before anything is answered or where something is left out, with its line."""
    answers = next(made_up(service), MadeUp())
    for what, rule in conditions_of_pages(service):
        yield from _stumble(service, what, rule, answers.of_pages([]), "as long as nothing is answered")
    asked = [question for page in service.pages if not page.repeats for question in questions_of(page)]
    left_out = [answers.but(question.short_name, None) for question in asked if question.optional]
    for what, rule in (*conditions_of_pages(service), *rules_of(service)):
        if not problem_of(rule, answers):  # what fails anyhow is told for itself
            for others in left_out:
                yield from _stumble(service, what, rule, others, others.how)


def fails(service: Service) -> Iterator[Fault]:
    """Each rule that fails on answers which its pages take, with its line, where ``stumbles`` does not tell it."""
    told, known = set[str](), {(fault.path, fault.line) for fault in stumbles(service)}
    for answers in made_up(service, code_of(service)):
        some = in_the_end(service, answers)
        for what, rule in (*checks_of_pages(service), *conditions_of_pages(service), *results_of(service)):
            found = [*_stumble(service, what, rule, some, answers.how)] if what not in told else []
            told |= {what} if found else set()
            yield from (fault for fault in found if (fault.path, fault.line) not in known)


def untried(service: Service) -> Iterator[Fault]:
    """Each condition of a step that cannot even be tried: nothing can be proved of its table."""
    told: set[str] = set()
    for answers in made_up(service, guards_of(service)):
        for what, rule in conditions_of_steps(service):
            found = [*_stumble(service, what, rule, answers, answers.how)] if what not in told else []
            told |= {what} if found else set()
            yield from found


def _stumble(service: Service, what: str, rule: Rule, answers: MadeUp, where: str) -> Iterator[Fault]:
    problem = problem_of(rule, answers)
    if problem:
        sentence = " ".join(filter(None, (what, "fails", where)))
        yield Fault(*line_of(problem, service.folder), f"{sentence}: {said(problem)}. Correct this line.")
