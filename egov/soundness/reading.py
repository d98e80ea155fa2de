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
from egov.country.money import is_whole
from egov.forms.page import Page
from egov.soundness.faults import Fault, place_of
from egov.soundness.made_up import MadeUp, NotAsked, made_up
from egov.texts import Text
from workflows.engine import START, By, Facts, Guard, always, find_step

Rule = Callable[[Mapping[str, Any]], object]

NEVER = "{name!r}, which no page asks. Ask it, or read another answer."
NOT_YET = "{name!r}, which is not always answered yet. Read it with answers.get({name!r})."
NOT_BY_ALL = "{name!r}, which not everybody is asked. Read it with answers.get({name!r})."


def never_asked(service: Service) -> Iterator[Fault]:
    """Each answer that a rule of the service takes for given, and that no page asks for, or not for everybody."""
    told: set[tuple[str, str]] = set()
    for answers in made_up(service):
        for what, rule in (*conditions_of_pages(service), *rules_of(service)):
            yield from _told_once(service, told, (what, _looked_for_in_vain(rule, answers)), NEVER)
    for answers in made_up(service):
        for some in _as_they_come(service, answers):
            for what, rule in conditions_of_pages(service):
                yield from _told_once(service, told, (what, _looked_for_in_vain(rule, some)), NOT_YET)
        for what, rule in rules_of(service):
            yield from _told_once(service, told, (what, _looked_for_in_vain(rule, some)), NOT_BY_ALL)


def _told_once(service: Service, told: set[tuple[str, str]], reads: tuple[str, str], sentence: str) -> Iterator[Fault]:
    what, name = reads
    if name and reads not in told:
        told.add(reads)
        yield Fault(*place_of(service, f'"{name}"'), f"{what} reads {sentence.format(name=name)}")


def _as_they_come(service: Service, answers: MadeUp) -> Iterator[MadeUp]:
    """The answers that there are before each page of the form is filled in, and after the last one."""
    shown: list[type[Page]] = []
    some = answers.of_pages(shown)
    yield some
    for page in service.pages:
        with suppress(Exception):  # what the condition cannot do without is told for itself
            if page.only_if(some):
                shown.append(page)
                some = answers.of_pages(shown)
                yield some


def no_amount(service: Service) -> Iterator[Fault]:
    """The first fee that cannot be asked for, since it is below zero or no whole number of minor units."""
    for fee in filter(lambda fee: not is_amount(fee), _fees(service)):
        cure = "give 0 or more, in minor units." if is_whole(fee) else "give whole minor units, use //."
        yield Fault(*_line_of_fee(service), f"the fee is {fee!r}: {cure}")
        return


def _fees(service: Service) -> Iterator[object]:
    """What the rule makes of answers that are made up."""
    for answers in made_up(service) if service.fee else ():
        with suppress(Exception):  # they need not make sense together
            yield service.fee(answers, today()) if service.fee else 0


def nothing_to_pay(service: Service) -> Iterator[Fault]:
    """A case that would begin with a fee of nothing, which cannot be asked for: who owes none could never apply."""
    for answers in made_up(service) if service.fee else ():
        with suppress(Exception):  # they need not make sense together
            free = service.fee is not None and service.fee(answers, today()) == 0
            step = find_step(service.workflow, START, "submit", By.APPLICANT, Facts(answers)) if free else None
            if step and step.does == "charge":
                cure = "Charge it only when=fee_due, and lead the others on with when=nothing_due."
                yield Fault(
                    *place_of(service, f'"{step.target}"'), f"'submit' charges a fee that is 0 for some. {cure}"
                )
                return


def no_rows(service: Service) -> Iterator[Fault]:
    """The first row that could not stand on the certificate: the case would stay undecided."""
    for row in _rows(service):
        if not (isinstance(row, tuple | list) and len(row) == 2 and isinstance(row[0], Text)):
            shown = str(row) if isinstance(row, Text) else repr(row)
            cure = 'give a list of pairs, each of marked words and a value: (_("Name"), answers["name"]).'
            yield Fault(*place_of(service, "rows="), f"a row of the certificate is {shown}: {cure}")
            return


def _rows(service: Service) -> Iterator[object]:
    for answers in made_up(service) if service.certificate else ():
        with suppress(Exception):  # they need not make sense together
            yield from service.certificate.rows(answers) if service.certificate else ()


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


def rules_of(service: Service) -> Iterator[tuple[str, Rule]]:
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
    yield from conditions_of_steps(service)


def conditions_of_steps(service: Service) -> Iterator[tuple[str, Rule]]:
    """The guards of the workflow, as functions of the answers."""
    for step in service.workflow.steps:
        if step.when is not always:
            yield f"the condition of the step {step.action!r}", _of_answers(step.when)


def _of_answers(guard: Guard) -> Rule:
    return lambda answers: guard(Facts(answers))


def conditions_of_pages(service: Service) -> Iterator[tuple[str, Rule]]:
    """The functions of the answers so far that hide a page."""
    yield from ((f"only_if of the page {page.__name__}", page.only_if) for page in service.pages)


def _looked_for_in_vain(rule: Rule, answers: Mapping[str, Any]) -> str:
    try:
        rule(answers)
    except NotAsked as missing:
        return str(missing.args[0])
    except Exception:  # answers that are made up need not make sense together
        return ""
    return ""
