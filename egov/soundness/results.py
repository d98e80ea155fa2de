"""What the rules of a service make of answers: an amount, rows, a name, a yes or no, or a case would stop half-way."""

import ast
import inspect
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

from egov.catalogue import Service, is_amount
from egov.country.days import today
from egov.country.money import is_whole
from egov.soundness.faults import Fault, place_of
from egov.soundness.hooks import Rule, conditions_of_pages, conditions_of_steps
from egov.soundness.made_up import MadeUp, in_the_end, made_up
from egov.texts import Text
from workflows.engine import Facts, Step, Workflow, find_step


def no_amount(service: Service) -> Iterator[Fault]:
    """The first fee that cannot be asked for, since it is below zero or no whole number of minor units."""
    for fee in (fee for _answers, fee in _fees(service) if not is_amount(fee)):
        cure = "give 0 or more, in minor units." if is_whole(fee) else "give whole minor units, use //."
        cure = "write return before the amount." if fee is None else cure
        yield Fault(*_line_of_fee(service), f"the fee is {fee!r}: {cure}")
        return


def _fees(service: Service) -> Iterator[tuple[MadeUp, object]]:
    """What the rule makes of answers that are made up."""
    for answers in made_up(service, [service.fee]) if service.fee else ():
        with suppress(Exception):  # what fails is told for itself
            some = in_the_end(service, answers)
            yield some, service.fee(some, today()) if service.fee else 0


def nothing_to_pay(service: Service) -> Iterator[Fault]:
    """Each step that charges a fee of nothing, which cannot be asked for: the case could go no further."""
    free = [answers for answers, fee in _fees(service) if fee == 0]
    for step in service.workflow.steps if free else ():
        if step.does == "charge" and any(_taken_for_nothing(service.workflow, step, answers) for answers in free):
            cure = "Charge it only when=fee_due, and lead the others on with when=nothing_due."
            sentence = f"{step.action!r} charges a fee that is 0 for some. {cure}"
            yield Fault(*place_of(service, f'"{step.action}"'), sentence)


def _taken_for_nothing(workflow: Workflow, step: Step, answers: MadeUp) -> bool:
    """Whether the step is the one that its action means somewhere, although no fee is due."""
    for source, facts in product(step.sources, _without_a_fee(workflow, answers)):
        with suppress(Exception):  # a condition that fails is told for itself, and so is one that never holds
            if find_step(workflow, source, step.action, step.by, facts) is step:
                return True
    return False


def _without_a_fee(workflow: Workflow, answers: MadeUp) -> Iterator[Facts]:
    actions = frozenset(step.action for step in workflow.steps)
    for out, taken, yes in product((0, 1), (frozenset[str](), actions), (True, False)):
        yield Facts(answers, False, out, yes, taken, 2 * yes, yes, not yes)


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
        with suppress(Exception):  # what fails is told for itself
            yield from service.certificate.rows(in_the_end(service, answers)) if service.certificate else ()


def no_words(service: Service) -> Iterator[Fault]:
    """The holder of a certificate, or what there is one case about, that is no text: PostgreSQL would keep neither."""
    for what, words, rule in _named(service):
        odd = next((each for each in _results(service, rule) if each is not None and not isinstance(each, str)), None)
        if odd is not None:
            yield Fault(*place_of(service, words), f'{what} is {odd!r}: give words, like str(answers["name"]).')


def no_yes_or_no(service: Service) -> Iterator[Fault]:
    """A condition that gives nothing, whatever is answered: somebody forgot to return what it finds out."""
    for what, rule in (*conditions_of_pages(service), *conditions_of_steps(service)):
        results = [*_results(service, rule)]
        if results and all(each is None for each in results):
            name = what.split()[-1].strip("'")
            yield Fault(*place_of(service, name), f"{what} gives neither True nor False: write return in its function.")


def _named(service: Service) -> Iterator[tuple[str, str, Rule]]:
    if service.certificate and service.certificate.holder:
        yield "the holder of the certificate", "holder=", service.certificate.holder
    if service.one_case_for:
        yield "one_case_for", "one_case_for=", service.one_case_for


def _results(service: Service, rule: Rule) -> Iterator[object]:
    for answers in made_up(service):
        with suppress(Exception):  # what fails is told for itself
            yield rule(in_the_end(service, answers))


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
