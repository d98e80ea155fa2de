"""Of what kind each part of a service must be. A text in the place of a table would stop the start half-way, and plain
words in the place of ``_("...")`` a case that was paid."""

import inspect
import re
import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from flask import Flask

from egov.catalogue import Catalogue, Certificate, Service
from egov.country.money import is_whole
from egov.errors import Misconfigured
from egov.forms.fields import ChoiceField, ChoicesField
from egov.forms.page import Page, questions_of
from egov.soundness.faults import Fault, place_of
from egov.texts import Text
from workflows.engine import Alarm, By, Clock, Since, Workflow

Fits = Callable[[object], bool]
Part = tuple[str, Fits, str]  # its name, what fits there, and the cure

NO_TABLE = Workflow("", (), ())


def refuse_wrong_kinds(app: Flask) -> None:
    """Stop the start where a part of a service is of another kind. Raises Misconfigured with its line."""
    services = cast(Catalogue, app.extensions["services"]).values()
    with app.app_context():
        faults = [fault for service in services for fault in wrong_kinds(service)]
    if faults:
        raise Misconfigured("\n".join(str(fault) for fault in faults))


def wrong_kinds(service: Service) -> Iterator[Fault]:
    """Each part that is of another kind, with its line and its cure; what hangs on it is not looked at."""
    found = [*_wrong(service, service, FACE)]
    if service.certificate and isinstance(service.certificate, Certificate):
        found += _wrong(service, service.certificate, CERTIFICATE)
    for page in service.pages if _all(_is_page)(service.pages) else ():
        found += _wrong(service, page, PAGE, (f"{page.__name__}.", f"class {page.__name__}"))
        found += _unfit_questions(service, page)
    if isinstance(service.workflow, Workflow):
        for state in service.workflow.states:
            found += _wrong(service, state, STATE, (f"state {state.code!r}: ", f'"{state.code}"'))
        for step in service.workflow.steps:
            found += _wrong(service, step, STEP, (f"step {step.action!r}: ", f'"{step.action}"'))
    yield from found


def _wrong(
    service: Service, thing: object, parts: Iterable[Part], whose: tuple[str, str] = ("", "")
) -> Iterator[Fault]:
    """``whose`` is said before the name of the part, and the words to look for are given with it."""
    said, words = whose
    for name, fits, cure in parts:
        value = getattr(thing, name, None)  # a page may have no title
        if not fits(value):
            spelled = f'{name}="{value}"' if isinstance(value, str) else ""  # another part may have the same name
            line = words or (spelled if _at(service, spelled, "").line > 1 else f"{name}=")
            yield _at(service, line, f"{said}{name} is {_shown(value)}: {cure}")


def _shown(value: object) -> str:
    if inspect.isroutine(value) or inspect.isclass(value):
        return value.__name__
    return reprlib.repr(str(value) if isinstance(value, Text) else value)


def _unfit_questions(service: Service, page: type[Page]) -> Iterator[Fault]:
    try:
        questions = questions_of(page)
    except TypeError as problem:  # what a field does not take is told when the page is made
        given = re.findall(r"argument '(\w+)'", str(problem))
        yield _at(
            service,
            f"{given[0]}=" if given else page.__name__,
            f"page {page.__name__}: {problem}. Correct this name, or take it out.",
        )
        return
    for question in questions:
        plain = type(question) in (ChoiceField, ChoicesField)  # what is derived from them knows its own choices
        if isinstance(question, ChoiceField) and plain and not (question.given and _all(_is_choice)(question.given)):
            cure = 'write pairs: choices=[("small", _("Small")), ...].'
            yield _at(service, f"{question.short_name} =", f"the choices of {question.short_name!r}: {cure}")


def _at(service: Service, words: str, sentence: str) -> Fault:
    table = service.workflow if isinstance(service.workflow, Workflow) else NO_TABLE
    return Fault(*place_of(replace(service, workflow=table), words), sentence)


def _is(*kinds: type) -> Fits:
    return lambda value: isinstance(value, kinds)


def _all(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list | tuple) and all(map(fits, value))


def _each(fits: Fits) -> Fits:
    return lambda value: isinstance(value, Mapping) and all(map(fits, value.values()))


def _one_of(*values: object) -> Fits:
    return lambda value: value in values


def _takes(number: int) -> Fits:
    """Whether it can be called with so many values, as far as that can be known."""

    def fits(value: object) -> bool:
        try:
            inspect.signature(cast(Callable[..., object], value)).bind(*range(number))
        except (TypeError, ValueError):
            return callable(value) and inspect.isbuiltin(value)
        return True

    return fits


def _or_none(fits: Fits) -> Fits:
    return lambda value: value is None or fits(value)


def _is_page(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Page)


def _is_choice(value: object) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2 and isinstance(value[0], str)


def _is_alarm(value: object) -> bool:
    return isinstance(value, Alarm) and value.since in tuple(Since) and is_whole(value.days)


WORDS = 'write words as _("...").'
PLAIN = 'write plain words, marked for translation as N_("...") from workflows.words.'
SEVERAL = 'write them in brackets with a comma, also a single one: ("assessment",).'
OF_ANSWERS = "write the name of a function of one value, the answers."
FACE: tuple[Part, ...] = (
    *((name, _is(Text), WORDS) for name in ("title", "summary", "you_get", "costs", "legal_basis")),
    ("you_need", _all(_is(Text)), 'write them in brackets with a comma, also a single one: (_("..."),).'),
    ("prefix", _is(str), 'write capital letters in quotes, like "DL".'),
    ("pages", _all(_is_page), "write the names of the pages in brackets: [YourDog, WhereItLives]."),
    ("workflow", _is(Workflow), "write the name of a table without quotes, like permit or renewable(permit)."),
    ("fee", _or_none(_takes(2)), "write the name of a function of two values, the answers and a day, like rules.fee."),
    ("certificate", _or_none(_is(Certificate)), "write one Certificate(...)."),
    ("effects", _each(_takes(1)), 'write the action with its function: {"approve": keep}.'),
    ("grounds", _each(_is(Text)), 'write each with a name of its own: {"zone": _("...")}.'),
    ("one_case_for", _or_none(_takes(1)), OF_ANSWERS),
)
CERTIFICATE: tuple[Part, ...] = (
    ("title", _is(Text), WORDS),
    ("intro", _is(Text), WORDS),
    ("rows", _takes(1), OF_ANSWERS),
    ("holder", _or_none(_takes(1)), OF_ANSWERS),
)
PAGE: tuple[Part, ...] = (("title", _is(Text), WORDS), ("only_if", _takes(1), OF_ANSWERS))
STATE: tuple[Part, ...] = (
    ("label", _is(str), PLAIN),
    ("for_applicant", _is(str), PLAIN),
    ("waits_for", _one_of(None, *By), "write who is waited for, like By.OFFICER, or None."),
    ("clock", _one_of(*Clock), "write Clock.RUNS, Clock.STANDS or Clock.ENDED."),
)
STEP: tuple[Part, ...] = (
    ("label", _is(str), PLAIN),
    ("done", _is(str), PLAIN),
    ("sources", _all(_is(str)), SEVERAL),
    ("never_by", _all(_is(str)), SEVERAL),
    ("by", _one_of(*By), "write who takes it, like By.OFFICER."),
    ("does", _is(str), 'write the name of one consequence, like "issue".'),
    ("when", _takes(1), "write the name of a function of one value, the facts, without quotes."),
    ("alarm", _or_none(_is_alarm), "write a day to count from and a number of days: Alarm(Since.ENTRY, 30)."),
)
