"""What a service reads of the answers: nothing that no page asks, or a case would stop half-way."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from egov.catalogue import Service
from egov.country.days import today
from egov.country.money import Money
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


def never_asked(service: Service) -> Iterator[Fault]:
    """Each answer that a rule of the service takes for given, and that no page asks for."""
    told: set[tuple[str, str]] = set()
    for yes in (True, False) if service.pages else ():  # that there is none is said elsewhere
        answers = _made_up(service, yes=yes)
        for what, rule in _rules_of(service):
            name = _looked_for_in_vain(rule, answers)
            if name and (what, name) not in told:
                told.add((what, name))
                sentence = f"{what} reads {name!r}, which no page asks. Ask it, or read another answer."
                yield Fault(*place_of(service, f'"{name}"'), sentence)


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


def _made_up(service: Service, *, yes: bool) -> _Answers:
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
    if isinstance(question, NumberField):
        return question.minimum if yes else question.maximum
    if isinstance(question, ChoiceField):
        values = [value for value, _label in question.given] or [""]
        return values if isinstance(question, ChoicesField) else values[0 if yes else -1]
    money = Money(100, current_pack().currency.code)
    known: dict[type[Answer], Any] = {YesNoField: yes, MoneyField: money, DateField: today()}
    return known.get(type(question), "words" if isinstance(question, TextField) else {})
