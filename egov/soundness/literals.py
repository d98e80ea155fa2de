"""What the rules of a service compare answers with, read from their code: there a rule may turn round."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

Literal = str | int
MOST = 12  # of one answer: what names more of them is a list, and they are alike


def literals_near(name: str, rules: Iterable[object]) -> list[Literal]:
    """The words and whole numbers in those functions that speak of the answer ``name``, each once."""
    found = dict.fromkeys(literal for rule in rules for literal in _near(name, rule))
    return [literal for literal in found if literal != name][:MOST]


def _near(name: str, rule: object) -> Iterator[Literal]:
    for function in _functions(rule, set()):
        literals = [*_literals_of(function)]
        if name in literals:
            yield from literals


def _functions(rule: object, seen: set[CodeType]) -> Iterator[FunctionType]:
    """The function, and those of the same folder that it calls."""
    function = inspect.unwrap(rule) if callable(rule) else rule
    if not isinstance(function, FunctionType) or function.__code__ in seen:
        return
    seen.add(function.__code__)
    yield function
    for value in _values_in(function):
        if isinstance(value, FunctionType) and _folder(value) == _folder(function):
            yield from _functions(value, seen)


def _folder(function: FunctionType) -> Path:
    return Path(function.__code__.co_filename).parent


def _values_in(function: FunctionType) -> Iterator[Any]:
    """What the names in a function stand for: those of its module, of what it closes over, of a module it names."""
    names = {name for code in _codes(function.__code__) for name in code.co_names}
    closed = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    scope = function.__globals__ | {name: cell.cell_contents for name, cell in closed}
    for value in (scope[name] for name in (*names, *function.__code__.co_freevars) if name in scope):
        yield value
        if isinstance(value, ModuleType):
            yield from (vars(value)[name] for name in names if name in vars(value))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code, and that of the functions and loops written inside it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _literals_of(function: FunctionType) -> Iterator[Literal]:
    written = (value for code in _codes(function.__code__) for value in code.co_consts)
    for value in (*written, *_values_in(function)):
        if value is not function.__doc__:
            yield from _plain(value)


def _plain(value: Any) -> Iterator[Literal]:
    """The words and numbers in a value, also in a list or table of them."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple | list | set | frozenset | Mapping):
        for each in value:
            yield from _plain(each) if isinstance(each, str | int) else ()
