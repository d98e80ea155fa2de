"""Looking up, recording and changing what a register says."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_

from egov.clock import now
from egov.db import db
from egov.errors import Conflict
from egov.registers.models import RegisterRecord
from egov.texts import _

POPULATION = "population"

Key = tuple[str, str]  # a register, and what the record is found by

# Asked at each desk and at each step, so they are written once.
OF_KEY = select(RegisterRecord).where(
    RegisterRecord.register == bindparam("register"), RegisterRecord.key == bindparam("key")
)
FIRST_KEY = select(func.min(RegisterRecord.key)).where(RegisterRecord.register == bindparam("register"))
OF_KEYS = select(RegisterRecord).where(
    tuple_(RegisterRecord.register, RegisterRecord.key).in_(bindparam("keys", expanding=True))
)


def find(register: str, key: str) -> Mapping[str, Any] | None:
    """What the register says under the key, or None."""
    record = _record(register, key)
    return record.data if record else None


def key_as_written(register: str, typed: str) -> str:
    """The key under which a register has what was typed with other marks between the letters and digits, or without
    any: it is written as the first key of the register is. What the register knows as it was typed stays."""
    if _record(register, typed):
        return typed
    first = db.session.scalar(FIRST_KEY, {"register": register}) or ""
    letters = [character for character in typed if character.isalnum()]
    if len(letters) != sum(map(str.isalnum, first)):
        return typed
    left = iter(letters)
    return "".join(next(left) if character.isalnum() else character for character in first)


def find_all(keys: Iterable[Key]) -> dict[Key, Mapping[str, Any]]:
    """What the registers say under each of the keys that they know, with one question."""
    found = db.session.scalars(OF_KEYS, {"keys": sorted(set(keys))})
    return {(record.register, record.key): record.data for record in found}


def record_in_register(register: str, key: str, data: Mapping[str, Any]) -> None:
    """Add a record in the open transaction. Raises Conflict when the key is taken."""
    if _record(register, key):
        raise Conflict(_("The register already has an entry under %(key)s.", key=key))
    db.session.add(RegisterRecord(register=register, key=key, data=dict(data), recorded_at=now()))


def keep_in_register(register: str, key: str, data: Mapping[str, Any]) -> None:
    """Add a record in the open transaction, or let the one under the key say this: what is decided anew stands anew."""
    if _record(register, key):
        change_register(register, key, data)
    else:
        record_in_register(register, key, data)


def change_register(register: str, key: str, changes: Mapping[str, Any]) -> None:
    """Change some facts of a record in the open transaction. Raises Conflict when there is no such record."""
    found = _record(register, key)
    if found is None:
        raise Conflict(_("The register has no entry under %(key)s.", key=key))
    found.data = {**found.data, **changes}
    found.ours = sorted({*found.ours, *changes})


def _record(register: str, key: str) -> RegisterRecord | None:
    return db.session.scalar(OF_KEY, {"register": register, "key": key})
