"""What the rules of a service make of answers: they read nothing that no page asks, or a case would stop half-way, and
the fee is an amount."""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from egov.catalogue import Service, is_amount
from egov.country.days import today
from egov.country.money import Money, is_whole
from egov.country.pack import current_pack
from egov.forms.base import Answer
from egov.forms.dates import DateField
from egov.forms.fields import ChoiceField, ChoicesField, MoneyField, NumberField, TextField, YesNoField
from egov.forms.page import Page, questions_of
from egov.soundness.faults import Fault, place_of

Rule = Callable[[Mapping[str, Any]], object]


class _NotAsked(KeyError):
    """An answer was looked up that there never is."""


class _Answers(dict[str, Any]):
    """All answers that can be given, made up."""

    def __missing__(self, name: str) -> Any:
        raise _NotAsked(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The same: what no page asks is not there at any time, and the default would always hold."""
        return self[name]


def never_asked(service: Service) -> Iterator[Fault]:
    """Each answer that a rule of the service takes for given, and that no page asks for."""
    told: set[tuple[str, str]] = set()
    for answers in _made_up(service):
        for what, rule in _rules_of(service):
            name = _looked_for_in_vain(rule, answers)
            if name and (what, name) not in told:
                told.add((what, name))
                sentence = f"{what} reads {name!r}, which no page asks. Ask it, or read another answer."
                yield Fault(*place_of(service, f'"{name}"'), sentence)


def no_amount(service: Service) -> Iterator[Fault]:
    """The first fee that cannot be asked for, since it is below zero or no whole number of minor units."""
    for fee in filter(lambda fee: not is_amount(fee), _fees(service)):
        cure = "give 0 or more, in minor units." if is_whole(fee) else "give whole minor units, use //."
        yield Fault(*_line_of_fee(service), f"the fee is {fee!r}: {cure}")
        return


def _fees(service: Service) -> Iterator[object]:
    """What the rule makes of answers that are made up."""
    for answers in _made_up(service) if service.fee else ():
        with suppress(Exception):  # they need not make sense together
            yield service.fee(answers, today()) if service.fee else 0


def _line_of_fee(service: Service) -> tuple[Path, int]:
    """Where the rule divides with ``/``; where it does not, its first line."""
    code = getattr(inspect.unwrap(service.fee) if service.fee else None, "__code__", None)
    if code is None:  # something else that can be called
        return place_of(service, "fee=")
    path, first = Path(code.co_filename), int(code.co_firstlineno)
    last = max((line for _start, _end, line in code.co_lines() if line), default=first)
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    divided = [node.lineno for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
    return path, min((line for line in divided if first <= line <= last), default=first)


def _rules_of(service: Service) -> Iterator[tuple[str, Rule]]:
    """The functions of the answers that a service brings, and what each of them makes."""
    fee = service.fee
    if fee:
        yield "the fee", lambda answers: fee(answers, today())
    if service.certificate:
        yield "the certificate", service.certificate.rows
    if service.certificate and service.certificate.holder:
        yield "the holder of the certificate", service.certificate.holder
    if service.one_case_for:
        yield "one_case_for", service.one_case_for
    yield from ((f"only_if of the page {page.__name__}", page.only_if) for page in service.pages)


def _looked_for_in_vain(rule: Rule, answers: Mapping[str, Any]) -> str:
    try:
        rule(answers)
    except _NotAsked as missing:
        return str(missing.args[0])
    except Exception:  # answers that are made up need not make sense together
        return ""
    return ""


def _made_up(service: Service) -> Iterator[_Answers]:
    """Answers made up: all that can be, for and against, and each other answer to one question besides.

    Without a page there are none; that is said elsewhere.
    """
    for yes in (True, False) if service.pages else ():
        answers = _all_made_up(service, yes=yes)
        yield answers
        asked = [question for page in service.pages if not page.repeats for question in questions_of(page)]
        for question in asked:
            for value in _samples(question):
                yield _Answers({**answers, question.short_name: value})


def _all_made_up(service: Service, *, yes: bool) -> _Answers:
    answers = _Answers()
    for page in service.pages:
        if page.repeats:
            answers[page.slug()] = [_of_page(page, yes=yes)]
        else:
            answers.update(_of_page(page, yes=yes))
    return answers


def _of_page(page: type[Page], *, yes: bool) -> dict[str, Any]:
    return {question.short_name: _sample(question, yes=yes) for question in questions_of(page)}


def _sample(question: Answer, *, yes: bool) -> Any:
    """A value of the kind that a rule gets."""
    return _samples(question)[0 if yes else -1]


def _samples(question: Answer) -> list[Any]:
    """Values of the kind that a rule gets, as far from each other as they can be."""
    if isinstance(question, NumberField):
        return [question.minimum, question.maximum]
    if isinstance(question, ChoiceField):
        values = [value for value, _label in question.given] or [""]
        return [values] if isinstance(question, ChoicesField) else values
    money = Money(100, current_pack().currency.code)
    known: dict[type[Answer], list[Any]] = {YesNoField: [True, False], MoneyField: [money], DateField: [today()]}
    return known.get(type(question), ["words" if isinstance(question, TextField) else {}])
