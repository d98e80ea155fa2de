"""Bringing a ministry's own list into a register, again and again, as the list grows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from egov.clock import now
from egov.columns import table_of
from egov.db import db
from egov.registers.models import RegisterRecord

AT_ONCE = 500

RECORD = table_of(RegisterRecord)
CHANGE = (
    update(RECORD).where(RECORD.c.id == bindparam("row")).values(data=bindparam("says"), version=RECORD.c.version + 1)
)

Keyed = tuple[str, Mapping[str, str]]  # what a record is found by, and what it says


@dataclass
class Loaded:
    """What became of the records of a list."""

    new: int = 0
    changed: int = 0
    known: int = 0


def load_records(register: str, records: Iterable[Keyed]) -> Loaded:
    """Bring records into a register, in the open transaction. What the register knows besides stays, and so do records
    that are not in the list."""
    told = Loaded()
    for portion in _portions(records):
        _load(register, portion, told)
    return told


def _load(register: str, records: Mapping[str, Mapping[str, str]], told: Loaded) -> None:
    there = select(RECORD.c.key, RECORD.c.id, RECORD.c.data)
    there = there.where(RECORD.c.register == register, RECORD.c.key.in_(sorted(records)))
    known = {row.key: row for row in db.session.execute(there)}
    new = [{"key": key, "data": dict(said)} for key, said in records.items() if key not in known]
    changed = [
        {"row": row.id, "says": {**row.data, **records[key]}}
        for key, row in known.items()
        if {**row.data, **records[key]} != row.data
    ]
    if new:
        same = {"register": register, "recorded_at": now(), "version": 1}
        db.session.execute(insert(RECORD), [{**row, **same} for row in new])
    if changed:
        db.session.connection().execute(CHANGE, changed)
    told.new += len(new)
    told.changed += len(changed)
    told.known += len(records) - len(new) - len(changed)


def _portions(records: Iterable[Keyed]) -> Iterator[dict[str, Mapping[str, Any]]]:
    rest = iter(records)
    while portion := dict(islice(rest, AT_ONCE)):
        yield portion
