"""``egov load-register``: a ministry's own list becomes what the services look up."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import file_digest
from itertools import islice
from pathlib import Path

import click
from flask.cli import with_appcontext

from egov.audit.operations import KEEPING, SYSTEM, About, record
from egov.country.pack import current_pack
from egov.country.source import csv_lines
from egov.db import transaction
from egov.errors import Misconfigured
from egov.registers.loading import Keyed, load_records
from egov.registers.operations import POPULATION

FAULTS = 10  # so many are told at once
PEOPLE = ("identifier", "name", "born", "sex", "area", "address", "household")


@click.command("load-register")
@click.argument("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only look whether the file can be loaded.")
@with_appcontext
def load_register(register: str, file: Path, check: bool) -> None:
    """Bring the lines of a CSV FILE into a REGISTER, such as parcels.

    The first line names the columns. A record is found by its number, a person of the population by his identifier.
    Known records are brought up to date, and records that are not in the file stay: load it as often as it changes.
    """
    try:
        _check(register, file)
    except Misconfigured as problem:
        sys.exit(f"{problem} Nothing was loaded.")
    if check:
        click.echo(f"{file.name} can be loaded.")
        return
    with transaction():
        told = load_records(register, _records(register, file))
        details = {"register": register, "new": told.new, "changed": told.changed, "sha256": _digest(file)}
        record(SYSTEM, "register_loaded", About(), purpose=KEEPING, details=details)
    click.echo(f"{register}: {told.new} new, {told.changed} changed, {told.known} known already.")


def _records(register: str, file: Path) -> Iterator[Keyed]:
    for _line, said in csv_lines(file):
        yield _key(register, said), {name: words for name, words in said.items() if name != "identifier"}


def _key(register: str, said: Mapping[str, str]) -> str:
    """What a record is found by; an identifier as it is stored, whatever signs stand between its digits."""
    return current_pack().identifier.clean(said["identifier"]) if register == POPULATION else said["number"]


def _check(register: str, file: Path) -> None:
    """Read the whole file before anything is written. Ends the command where a line is wrong."""
    faults = list(islice(_faults(register, file), FAULTS + 1))
    if faults:
        more = ["And more."] if len(faults) > FAULTS else []
        sys.exit("\n".join([*faults[:FAULTS], *more, "Nothing was loaded. Correct the file and load it again."]))


def _faults(register: str, file: Path) -> Iterator[str]:
    seen: dict[str, int] = {}
    for line, said in csv_lines(file):
        missing = [name for name in (PEOPLE if register == POPULATION else ("number",)) if name not in said]
        if missing:
            yield f"{file.name}: there is no column {missing[0]}. The first line names the columns."
            return
        key, wrong = _key(register, said), _wrong_with(register, said)
        if not wrong and key in seen:
            wrong = f"{key} stands in line {seen[key]} already."
        if wrong:
            yield f"{file.name}, line {line}: {wrong}"
        seen.setdefault(key, line)
    if not seen:
        yield f"{file.name} has no line below the names of the columns."


def _wrong_with(register: str, said: Mapping[str, str]) -> str:
    """What is wrong with a record, or nothing."""
    if any("\0" in words for words in said.values()):
        return "a cell has the character NUL, which no database keeps."
    if register != POPULATION:
        return "" if said["number"] else "the number is empty."
    problem = current_pack().identifier.problem(said["identifier"])
    if problem:
        return f"{problem}."
    return "" if _is_day(said["born"]) else f"{said['born']!r} is no day. Write it as 1991-04-12."


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
