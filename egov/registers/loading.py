"""Bringing a ministry's own list into a register, again and again, as the list grows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update

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
    """Bring records into a register, in the open transaction.

    What the register knows besides stays, and so do records that are not in the list, and facts that this house has
    changed itself: a fine that was paid here is not unpaid again because the list does not know it yet.
    """
    told = Loaded()
    for number, portion in enumerate(_portions(records), 1):
        _load(register, portion, told)
        if db.engine.dialect.name == "postgresql" and number & (number - 1) == 0:
            # It must know that the register grows, or it reads all of it for each portion.
            db.session.execute(text("ANALYZE register_record"))
    return told


def _load(register: str, records: Mapping[str, Mapping[str, str]], told: Loaded) -> None:
    there = select(RECORD.c.key, RECORD.c.id, RECORD.c.data, RECORD.c.ours)
    there = there.where(RECORD.c.register == register, RECORD.c.key.in_(sorted(records)))
    known = {row.key: row for row in db.session.execute(there.order_by(RECORD.c.key).with_for_update())}
    said = {key: _merged(row.data, row.ours, records[key]) for key, row in known.items()}
    changed = [{"row": row.id, "says": said[key]} for key, row in known.items() if said[key] != row.data]
    new = [{"key": key, "data": dict(words)} for key, words in records.items() if key not in known]
    if new:
        same = {"register": register, "recorded_at": now(), "version": 1, "ours": []}
        db.session.execute(insert(RECORD), [{**row, **same} for row in new])
    if changed:
        db.session.connection().execute(CHANGE, changed)
    told.new += len(new)
    told.changed += len(changed)
    told.known += len(known) - len(changed)


def _merged(data: Mapping[str, Any], ours: Iterable[str], words: Mapping[str, str]) -> dict[str, Any]:
    return {**data, **{name: each for name, each in words.items() if name not in ours}}


def _portions(records: Iterable[Keyed]) -> Iterator[dict[str, Mapping[str, str]]]:
    rest = iter(records)
    while portion := dict(islice(rest, AT_ONCE)):
        yield portion
