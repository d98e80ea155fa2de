"""How cases cross over, as somebody typed it: on the page of the ministry or behind ``egov publish``."""

from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import MultiDict

from egov.catalogue import Service
from egov.forms.base import Answer
from egov.forms.fields import ChoiceField
from egov.forms.page import Page, questions_of
from egov.publishing.judging import Crossing
from egov.publishing.misspelt import unknown_answer, unknown_choice, unknown_state
from egov.texts import Text, _

STATE, ANSWER, CHOICE = "state-", "answer-", "choice-"
Errors = list[tuple[str, Text | str]]


def read_crossing(service: Service, form: MultiDict[str, str]) -> tuple[Crossing, Errors]:
    """What the fields ``state-OLD``, ``answer-QUESTION`` and ``choice-QUESTION-OLD`` say; an empty field says nothing.

    The errors are pairs of a field and a sentence; a name that nothing has is one.
    """
    errors: Errors = list(_misspelt(service, form))
    states = {code: new for code, new in _given(form, STATE) if _is_state(service, code, new, errors)}
    choices: dict[str, dict[str, Any]] = {}
    for key, new in _given(form, CHOICE):
        name, _dash, old = key.partition("-")
        if _is_choice(service, name, new, errors, f"{CHOICE}{key}"):
            choices.setdefault(name, {})[old] = new
    answers = {question.short_name: question.stored(question.data) for question in _answered(service, form, errors)}
    return Crossing(states, answers, choices), errors


def _misspelt(service: Service, form: MultiDict[str, str]) -> Iterator[tuple[str, Text]]:
    for key, value in form.items():
        kind, name = next(((kind, key.removeprefix(kind)) for kind in LOOKED_UP if key.startswith(kind)), ("", ""))
        problem = LOOKED_UP[kind](service, name) if kind and value else None
        if problem:
            yield key, problem


def _unknown_choice(service: Service, key: str) -> Text | None:
    name, _dash, old = key.partition("-")
    return unknown_choice(service, name, old)


LOOKED_UP = {STATE: unknown_state, ANSWER: unknown_answer, CHOICE: _unknown_choice}


def question_to_map(service: Service, name: str, form: MultiDict[str, str] | None = None) -> Answer:
    """The question of the new edition as a field named ``answer-NAME``, checked where something was typed."""
    page = next(page for page in service.pages if not page.repeats and name in _names(page))
    opened = page(form, prefix=ANSWER)
    question = next(question for question in opened.questions if question.short_name == name)
    if form:
        question.validate(opened)
    return question


def _names(page: type[Page]) -> list[str]:
    return [question.short_name for question in questions_of(page)]


def _given(form: MultiDict[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    return ((key.removeprefix(prefix), value) for key, value in form.items() if key.startswith(prefix) and value)


def _is_state(service: Service, code: str, new: str, errors: Errors) -> bool:
    known = new in {state.code for state in service.workflow.states}
    if not known:
        errors.append((f"{STATE}{code}", _("The new edition has no state “%(state)s”.", state=new)))
    return known


def _is_choice(service: Service, name: str, new: str, errors: Errors, field: str) -> bool:
    questions = [q for page in service.pages for q in questions_of(page) if q.short_name == name]
    fits = any(isinstance(question, ChoiceField) and new in dict(question.options()) for question in questions)
    if not fits:
        errors.append((field, _("Choose one of the answers")))
    return fits


def _answered(service: Service, form: MultiDict[str, str], errors: Errors) -> Iterator[Answer]:
    """The questions that something was typed for, when it makes sense."""
    typed = [key for key, _value in _given(form, ANSWER)]
    for name in [name for page in service.pages if not page.repeats for name in _names(page)]:
        if any(key == name or key.startswith(f"{name}-") for key in typed):
            question = question_to_map(service, name, form)
            if question.errors:
                errors.append((f"{ANSWER}{name}", question.error()))
            else:
                yield question
