"""Detectors for the state: the live rows are what the log last said of them, and nobody's entry is missing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    String,
    distinct,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from egov.audit.binding import GONE, digest_of_content, vouched_columns
from egov.audit.crew import Crew
from egov.audit.erasure import ERASED
from egov.audit.evidence import BATCH, Evidence, tag_of
from egov.audit.log_detectors import Found
from egov.audit.looking import beginnings
from egov.audit.models import BoundRow, Entry, Subject
from egov.audit.reading import read_rows
from egov.db import Model, UTCDateTime

NEWEST = "SELECT row, max(version), digest FROM bound WHERE name = ? GROUP BY row ORDER BY row"
GAPS = (
    "SELECT name, row, count(*), max(version) FROM bound GROUP BY name, row"
    " HAVING min(version) <> 1 OR max(version) <> count(*) OR count(DISTINCT version) <> count(*)"
)
IN_LOG, BOUND, LIVE = "in_log", "bound", "live"
SPELLINGS = {UTCDateTime: "____-__-__ __:__:__.______", Date: "____-__-__"}
UNREADABLE = "unreadable"  # the digest of a row that the application did not write like this


@dataclass
class Known:
    """A row as three have it: the log (version, digest), the table of bound rows (the same), the living table."""

    where: str
    in_log: tuple[int, str] | None = None
    bound: tuple[int, str] | None = None
    live: str | None = None


def changed_rows(row: Known) -> str:
    """Each living row says what the log last said of it."""
    changed = row.live and row.in_log and row.live != row.in_log[1]
    return "This row was changed behind the back of the log." if changed else ""


def vanished_rows(row: Known) -> str:
    """Each row that the log speaks of is there, unless the log says that it went."""
    vanished = not row.live and row.in_log and row.in_log[1] != GONE
    return "This row was deleted behind the back of the log." if vanished else ""


def unheard_rows(row: Known) -> str:
    """Each living row came with an entry."""
    return "This row was put in behind the back of the log." if row.live and not row.in_log else ""


def bound_rows(row: Known) -> str:
    """The table that numbers the changes agrees with the log."""
    return "" if row.in_log == row.bound else "The table audit_row does not say what the log says of this row."


def row_versions(evidence: Evidence) -> Found:
    """The log speaks of each change of a row once, and leaves none out."""
    for name, row, count, newest in evidence.scratch.execute(GAPS):
        yield f"The log has {count} changes of this row, but the newest has the number {newest}.", f"{name} {row}"


def completeness(evidence: Evidence) -> Found:
    """Of each subject there are exactly the entries from 0 up to its counter, and the log has no later one."""
    for name, secret, counter, count, different, newest in evidence.session.execute(_counted_subjects()):
        if not isinstance(counter, int) or not isinstance(secret, bytes | None):
            yield "Here stands what the application never writes.", str(name)
            continue
        if not (count or 0) == (different or 0) == counter or (count and newest != counter - 1):
            yield f"There should be {counter} entries, numbered from 0. There are {different or 0}.", name
        later = (tag_of(secret, counter) if secret else b"",)
        if evidence.scratch.execute("SELECT 1 FROM tag WHERE tag = ?", later).fetchone():
            yield "The log has one more entry about this subject than the database admits.", name
    nobody = select(Subject.name).where(Subject.name == Entry.subject).exists()
    about = Entry.subject.not_like(ERASED + "%")
    for name in evidence.session.scalars(select(Entry.subject).distinct().where(Entry.subject != "", about, ~nobody)):
        yield "There are entries about this subject, but it has no secret and no counter.", name


def double_tags(evidence: Evidence) -> Found:
    """No entry stands in the log twice."""
    for (times,) in evidence.scratch.execute("SELECT count(*) FROM tag GROUP BY tag HAVING count(*) > 1"):
        yield f"An entry stands in the log {times} times.", "log"


def erasures(evidence: Evidence) -> Found:
    """What was erased is what the entries of erasures say, neither more nor less."""
    one_side = "SELECT digest, entries FROM {} EXCEPT SELECT digest, entries FROM {}"
    for digest, count in evidence.scratch.execute(one_side.format("erased", "claimed")):
        yield f"{count} entries were blanked, and no erasure speaks of them.", f"erased {digest[:12]}"
    for digest, count in evidence.scratch.execute(one_side.format("claimed", "erased")):
        yield f"An erasure speaks of {count} entries that are not there as it left them.", f"erased {digest[:12]}"


def spellings(evidence: Evidence) -> Found:
    """SQLite keeps a moment, a day, a yes or no however it is spelled, and compares it letter by letter: spelled as the
    application never does, it says the same and escapes searches, queues and clocks."""
    if evidence.session.get_bind().dialect.name != "sqlite":
        return
    for table in (Entry.__table__, *(model.__table__ for model in _living_tables().values())):
        misspelt = or_(false(), *(wrong for column in table.c if (wrong := _misspelt(column)) is not None))
        for number in evidence.session.scalars(select(table.c.id).where(misspelt)):
            yield (
                "It says the same in another spelling, which searches and clocks do not find.",
                f"{table.name} {number}",
            )


def _misspelt(column: ColumnElement[Any]) -> ColumnElement[bool] | None:
    if isinstance(column.type, Boolean):
        return type_coerce(column, Integer).not_in((0, 1))
    spelling = SPELLINGS.get(type(column.type))
    return None if spelling is None else type_coerce(column, String).not_like(spelling)


def rows_of(crew: Crew) -> Iterator[Known]:
    """Each row that the log, the table of bound rows or a living table knows, table by table."""
    evidence, living = crew.evidence, _living_tables()
    told = {name for (name,) in evidence.scratch.execute("SELECT DISTINCT name FROM bound")}
    for name in sorted({*living, *told, *evidence.session.scalars(select(BoundRow.table).distinct())}, key=str):
        sources = [_in_log(evidence, name), _bound(evidence, name)]
        if name in living:
            sources.append(_live(crew, living[name]))
        for number, known in groupby(merge(*sources, key=itemgetter(0)), key=itemgetter(0)):
            yield Known(f"{name} {number}", **{source: what for _number, source, what in known})


def cases_of(session: Session, places: Collection[str]) -> dict[str, str]:
    """Of places such as ``charge 12`` those whose row is there and of a case, told with the reference of the case."""
    tables, told = Model.metadata.tables, dict[str, str]()
    cases = tables["case"].columns
    for name in {place.partition(" ")[0] for place in places} & {*tables}:
        columns = tables[name].columns
        key = columns.id if name == "case" else columns.get("case_id")
        if key is not None:
            numbers = [int(place.partition(" ")[2]) for place in places if place.startswith(f"{name} ")]
            query = select(columns.id, cases.reference).where(columns.id.in_(numbers), cases.id == key)
            told |= {f"{name} {number}": f"{name} {number} ({case})" for number, case in session.execute(query)}
    return told


def _in_log(evidence: Evidence, name: str) -> Iterator[tuple[int, str, Any]]:
    for row, version, digest in evidence.scratch.execute(NEWEST, (name,)):
        yield row, IN_LOG, (version, digest)


def _bound(evidence: Evidence, name: str) -> Iterator[tuple[int, str, Any]]:
    query = select(BoundRow.row, BoundRow.version, BoundRow.digest).where(BoundRow.table == name)
    for row, version, digest in evidence.session.execute(
        query.order_by(BoundRow.row).execution_options(yield_per=BATCH)
    ):
        yield row if isinstance(row, int) else 0, BOUND, (version, digest)


def _live(crew: Crew, model: type[Any]) -> Iterator[tuple[int, str, Any]]:
    ends = beginnings(crew.evidence.session, model.id, true())
    for portion in crew.each(digests, [(model.__tablename__, start, end) for start, end in ends]):
        yield from portion


def digests(evidence: Evidence, some: tuple[str, int, int | None]) -> list[tuple[int, str, str]]:
    """The digests of the living rows of a table from one id on and before another, None where there is no end."""
    name, start, end = some
    model = _living_tables()[name]
    query = select(*vouched_columns(model)).where(model.id >= start)
    if end is not None:
        query = query.where(model.id < end)
    rows, garbled = read_rows(evidence.session, query, model.id)
    told = [(said["id"], LIVE, digest_of_content(said)) for said in (dict(row._mapping) for row in rows)]
    return sorted([*told, *((number, LIVE, UNREADABLE) for number in garbled)])


def _living_tables() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers if mapper.class_.audited}


def _counted_subjects() -> Any:
    counted = (
        select(
            Entry.subject,
            func.count().label("count"),
            func.count(distinct(Entry.counter)).label("different"),
            func.max(Entry.counter).label("newest"),
        )
        .where(Entry.subject != "", Entry.leaf.is_not(None))
        .group_by(Entry.subject)
        .subquery()
    )
    mine = counted.c
    query = select(Subject.name, Subject.secret, Subject.counter, mine.count, mine.different, mine.newest)
    together = query.outerjoin(counted, mine.subject == Subject.name).order_by(Subject.name)
    return together.execution_options(yield_per=BATCH)
