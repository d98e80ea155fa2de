"""``egov load-register``: a ministry's own list becomes what the services look up."""

import sys
from collections.abc import Iterator
from hashlib import file_digest
from itertools import islice
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from egov.audit.leadership import LOADING, leadership
from egov.audit.operations import KEEPING, SYSTEM, About, record
from egov.cli.context import with_appcontext
from egov.cli.lists import Wanted, faults_in, known_registers
from egov.country.source import csv_lines
from egov.db import transaction
from egov.errors import Misconfigured, Problem
from egov.registers.loading import Keyed, Loaded, load_records

MOST_FAULTS = 10  # are told at once


@click.command("load-register")
@click.argument("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Only look whether the file can be loaded.")
@click.option("--new", is_flag=True, help="Begin a register that no form of a service looks into.")
@with_appcontext
def load_register(register: str, file: Path, check: bool, new: bool) -> None:
    """Bring the lines of a CSV FILE into a REGISTER, such as parcels.

    The first line names the columns. A record is found by its number, a person of the population by his identifier.
    Known records are brought up to date, except for what this house has changed in them itself, and records that are
    not in the file stay: load it as often as it changes.
    """
    wanted = _wanted(register, new)
    try:
        faults = list(islice(faults_in(file, wanted), MOST_FAULTS + 1))
    except Misconfigured as problem:
        sys.exit(f"{problem} Nothing was loaded.")
    if faults:
        more = ["And more."] if len(faults) > MOST_FAULTS else []
        sys.exit("\n".join([*faults[:MOST_FAULTS], *more, "Nothing was loaded. Correct the file and load it again."]))
    if check:
        click.echo(f"{file.name} can be loaded.")
        return
    told = _loaded(register, file, wanted)
    click.echo(f"{register}: {told.new} new, {told.changed} changed, {told.known} known already.")


def _wanted(register: str, new: bool) -> Wanted:
    """What the register needs; ends the command where nobody looks into one of this name."""
    known = known_registers()
    if register in known:
        return known[register]
    if not new or not register.isidentifier():
        names = ", ".join(known)
        sys.exit(f"No form looks into a register {register!r}. Choose one of: {names}. Or begin it with --new.")
    return Wanted()


def _loaded(register: str, file: Path, wanted: Wanted) -> Loaded:
    """All of it or nothing, by one process at a time."""
    with leadership(LOADING) as leads:
        if not leads:
            sys.exit("Another list is being loaded. Nothing was loaded. Try again when it has ended.")
        try:
            with transaction():
                told = load_records(register, _records(file, wanted))
                details = {"register": register, "new": told.new, "changed": told.changed, "sha256": _digest(file)}
                record(SYSTEM, "register_loaded", About(), purpose=KEEPING, details=details)
        except Problem as problem:
            sys.exit(f"{problem.sentence} Nothing was loaded.")
        except OperationalError as problem:
            sys.exit(f"The database was busy ({type(problem.orig).__name__}). Nothing was loaded. Try again.")
    return told


def _records(file: Path, wanted: Wanted) -> Iterator[Keyed]:
    for _line, said in csv_lines(file):
        yield wanted.key_in(said), {name: words or "" for name, words in said.items() if name != "identifier"}


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
