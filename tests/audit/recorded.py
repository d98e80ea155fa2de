"""The codes of all deeds that the program can write down, read from its source."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from egov.config import ROOT

Call = tuple[Path, ast.Call]
STEP = "step_"  # the code of a step follows: its table names it


def recorded() -> set[str]:
    """Every code that reaches ``record`` as its second argument, by whatever function of the core."""
    return set(_codes_at("record", 1, ROOT / "egov"))


def _codes_at(function: str, place: int, under: Path) -> Iterator[str]:
    for path, call in _calls():
        if _name(call.func) == function and path.is_relative_to(under) and len(call.args) > place:
            yield from _codes_in(call.args[place], path, call)


def _codes_in(said: ast.expr, path: Path, call: ast.Call) -> Iterator[str]:
    match said:
        case ast.Constant(str(code)):
            yield code
        case ast.IfExp():
            yield from _codes_in(said.body, path, call)
            yield from _codes_in(said.orelse, path, call)
        case ast.JoinedStr(values=[ast.Constant(beginning), *_]) if beginning == STEP:
            return
        case ast.Name(name) if name.isupper():
            yield from _codes_in(_constant(name, path), path, call)
        case ast.Name(name):
            yield from _codes_of(name, path, call)
        case _:
            raise AssertionError(f"{path}:{call.lineno}: nobody can read which deed {ast.unparse(said)} is")


def _codes_of(variable: str, path: Path, call: ast.Call) -> Iterator[str]:
    """What a variable may hold: what is assigned to it, or what callers give for it."""
    around = next(each for each in _functions(path) if any(node is call for node in ast.walk(each)))
    given = [argument.arg for argument in around.args.args]
    if variable in given:
        yield from _codes_at(around.name, given.index(variable), path if around.name.startswith("_") else ROOT)
        return
    for node in ast.walk(around):
        if isinstance(node, ast.Assign) and variable in (_name(target) for target in node.targets):
            yield from _codes_in(node.value, path, call)


def _constant(name: str, path: Path) -> ast.expr:
    for node in _tree(path).body:
        match node:
            case ast.Assign([ast.Name(target)], value) if target == name:
                return value
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if name in map(_name, targets):
                return values[[*map(_name, targets)].index(name)]
    raise AssertionError(f"{path}: nobody can read what {name} is")


def _functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef)]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def _calls() -> list[Call]:
    paths = sorted((ROOT / "egov").rglob("*.py"))
    return [(path, node) for path in paths for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
