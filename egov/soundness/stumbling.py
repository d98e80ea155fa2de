"""Rules that stumble over an answer that is not there yet, or that may be left out: the page would be an error."""

import traceback
from collections.abc import Iterator
from pathlib import Path

from egov.catalogue import Service
from egov.forms.page import questions_of
from egov.soundness.faults import Fault
from egov.soundness.made_up import MadeUp, NotAsked, made_up
from egov.soundness.reading import Rule, conditions_of_pages, conditions_of_steps, rules_of


def stumbles(service: Service) -> Iterator[Fault]:
    """Each rule that fails before anything is answered or where something is left out, with its line."""
    answers = next(made_up(service), MadeUp())
    for what, rule in conditions_of_pages(service):
        yield from _stumble(what, rule, answers.of_pages([]), "as long as nothing is answered")
    asked = [question for page in service.pages if not page.repeats for question in questions_of(page)]
    left_out = [question.short_name for question in asked if question.optional]
    for what, rule in (*conditions_of_pages(service), *rules_of(service)):
        if not _problem(rule, answers):  # answers that are made up need not make sense together
            for name in left_out:
                yield from _stumble(what, rule, answers.but(name, None), f"where {name!r} is left out")


def untried(service: Service) -> Iterator[Fault]:
    """Each condition of a step that cannot even be tried: nothing can be proved of its table."""
    for answers in made_up(service):
        found = [fault for what, rule in conditions_of_steps(service) for fault in _stumble(what, rule, answers, "")]
        if found:
            yield from found
            return


def _stumble(what: str, rule: Rule, answers: MadeUp, where: str) -> Iterator[Fault]:
    problem = _problem(rule, answers)
    if problem:
        line = traceback.extract_tb(problem.__traceback__)[-1]
        sentence = " ".join(filter(None, (what, "fails", where)))
        told = f"{sentence}: {type(problem).__name__}: {problem}. Correct this line."
        yield Fault(Path(line.filename), line.lineno or 1, told)


def _problem(rule: Rule, answers: MadeUp) -> Exception | None:
    """What the rule raises; nothing for an answer that is not there, which is told for itself."""
    try:
        rule(answers)
    except NotAsked:
        return None
    except Exception as problem:
        return problem
    return None
