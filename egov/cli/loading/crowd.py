"""Lives of cases: some of each service for each state it knows, lived with the real operations in a house of their own.

That house is thrown away. Its clock stands in the past, so that a case which ends today could take its years.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Table, event, false, or_, select, update

from egov import create_app
from egov.audit.operations import CHANGING_RULES, SYSTEM, About, record
from egov.cases.models import Case
from egov.catalogue import all_services
from egov.cli.database import upgrade_database
from egov.cli.loading.applicant import Stuck
from egov.cli.loading.walk import PROVIDER, Walk
from egov.cli.seed import seed_demo
from egov.clock import clock, now
from egov.config import defaults
from egov.db import db, transaction
from egov.editions.models import Edition
from egov.editions.operations import first_edition
from egov.errors import Problem
from egov.files.models import StoredFile
from egov.identity.models import Person
from egov.models import metadata
from egov.registers.models import RegisterRecord

Row = dict[str, Any]
OF_EACH = 2  # lives that end in the same state of the same service
TRIES = 10
FARTHEST = 1200  # days: the editions of the house are older than all of its cases
USUAL_AGE, SLACK = 9, 3  # days of a life that waits for no alarm; days that a life may end before the present


@dataclass(frozen=True)
class Life:
    """A case and all that hangs on it, as ``rows`` by table, in the order in which tables are filled."""

    case: Row
    rows: Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Lives:
    """All lives, and whom and what the numbers in their rows mean: ``people`` by number, the digests of editions by
    number, and the files that they share. ``left_out`` says of a service why lives of it are missing."""

    lives: Sequence[Life]
    people: Mapping[int, Row]
    editions: Mapping[int, tuple[str, str]]
    files: Sequence[Row]
    left_out: Mapping[str, str] = field(default_factory=dict)


def live(told: Callable[[int], None], of_each: int = OF_EACH) -> Lives:
    """Lives of cases for all states of all services; ``told`` hears how many there are. The clock is as it was.

    Lives are lived in the past: one that began before the rules of its service hold is left out.
    """
    found: list[Life] = []
    left_out: dict[str, str] = {}
    present = clock.offset
    try:
        with _house_of_their_own():
            registers = {row.id: row.data for row in db.session.scalars(select(RegisterRecord))}
            for service, state, number in _wanted(of_each):
                try:
                    found += _life((service, state, number), present)
                except LookupError as problem:  # as a Schedule says it, or a table of the service's own
                    left_out[service] = str(problem)
                _lay_aside(registers)
                told(len(found))
            editions = {one.id: (one.service, one.digest) for one in db.session.scalars(select(Edition))}
            people = {row["id"]: row for row in _rows_of(Person)}
            return Lives(found, people, editions, _rows_of(StoredFile), left_out)
    finally:
        clock.offset = present


def _wanted(of_each: int) -> Iterator[tuple[str, str, int]]:
    for service in all_services().values():
        for state in service.workflow.states:
            for number in range(of_each):
                yield service.name, state.code, number


@contextmanager
def _house_of_their_own() -> Iterator[None]:
    """The application on an empty database with the people of the country. Files go where those of ours lie."""
    settings = {key: current_app.config[key] for key in defaults(Path(current_app.instance_path))}
    with TemporaryDirectory() as folder:
        where = {"DATABASE_URL": f"sqlite:///{Path(folder, 'lives.sqlite').as_posix()}", "LOG_FOLDER": folder}
        app = create_app({**settings, **where, "PAYMENT_PROVIDERS": [PROVIDER]})
        with app.test_request_context("/"):
            event.listen(db.engine, "connect", _in_a_hurry)
            upgrade_database()
            seed_demo()
            clock.offset -= timedelta(days=FARTHEST)
            with transaction():
                for name in all_services():
                    first_edition(name)
                record(SYSTEM, "edition_published", About(), purpose=CHANGING_RULES)
            yield
            db.session.close()
            db.engine.dispose()


def _in_a_hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # what is thrown away need not survive a power cut


def _life(wanted: tuple[str, str, int], present: timedelta) -> list[Life]:
    """A life that has come to a state of a service, if one does: the first walk tells how many days it takes."""
    service, state, _number = wanted
    for attempt in range(TRIES):
        age = USUAL_AGE
        for _second in range(2):
            walk = Walk(Random(f"{wanted} {attempt}"), present)  # noqa: S311 - no secret
            try:
                days = walk.live(service, state, age)
            except (Stuck, Problem):
                break
            if days <= age:
                walk.until_the_present()
                return [_written_down(walk.case)]
            age = days + SLACK
    return []


def _lay_aside(registers: Mapping[int, Row]) -> None:
    """What a case did (a notice is paid) must not keep the next one from it, nor must the clock move it any more."""
    with transaction() as session:
        for record in session.scalars(select(RegisterRecord).where(RegisterRecord.id.in_(registers))):
            record.data = registers[record.id]
        session.execute(update(Case).values(wakes_on=None, closed_at=now()))


def _written_down(case: Case) -> Life:
    """The rows of a case: whatever points to it, and what its draft and the registers hold of it."""
    connection = db.session.connection()
    found: dict[str, list[Row]] = {}
    for table in metadata.sorted_tables:
        query = select(table).where(_belongs(table, case, found)).order_by(*table.primary_key)
        found[table.name] = [dict(row) for row in connection.execute(query).mappings()]
    db.session.rollback()
    return Life(found["case"][0], {name: rows for name, rows in found.items() if rows})


def _belongs(table: Table, case: Case, found: Mapping[str, Sequence[Row]]) -> ColumnElement[bool]:
    """Which rows of a table are of the case, where those of the tables before have been found."""
    columns = table.columns
    if table.name == "case":
        return columns.id == case.id
    if table.name == "draft":  # the case names it, and no foreign key does
        return columns.id == case.draft_id
    if table.name == "register_record":
        return columns.key.in_([case.reference, case.subject_key])
    links = [(column, key.column.table.name) for column in columns for key in column.foreign_keys]
    numbers = [(column, [row["id"] for row in found.get(name, ())]) for column, name in links]
    return or_(false(), *(column.in_(ids) for column, ids in numbers if ids))


def _rows_of(model: Any) -> list[Row]:
    return [dict(row) for row in db.session.execute(select(model.__table__)).mappings()]
