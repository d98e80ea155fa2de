"""One spelling for a record: the canonical JSON of RFC 8785, for records of texts, whole numbers, lists and records.

Fractions are refused. Whole numbers keep within 2^53, so that a browser reads the same number.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from egov.tlog.errors import Malformed

LARGEST = 2**53 - 1
DEEPEST = 16

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
Record = Mapping[str, Plain]


def to_canonical(record: Record) -> bytes:
    """The one spelling of a record; raises Malformed for what has none."""
    try:
        return json.dumps(_sorted(record, 0), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeError as wrong:
        raise Malformed("A text has half of a character.") from wrong


def from_canonical(data: bytes) -> dict[str, Any]:
    """The record with this spelling; raises Malformed for any other spelling of it."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as wrong:
        raise Malformed("This is not JSON.") from wrong
    if not isinstance(record, dict) or to_canonical(record) != data:
        raise Malformed("This is not canonical JSON of a record (RFC 8785).")
    return record


def _sorted(value: Plain, depth: int) -> Plain:
    """The same with its names in the order of their UTF-16 code units (RFC 8785, 3.2.3)."""
    if depth > DEEPEST:
        raise Malformed(f"A record is at most {DEEPEST} deep.")
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Malformed(f"{value} is beyond 2^53.")
        return value
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return {name: _sorted(value[name], depth + 1) for name in _in_order(value)}
    if isinstance(value, list | tuple):
        return [_sorted(each, depth + 1) for each in value]
    raise Malformed(f"{type(value).__name__} has no canonical JSON here.")


def _in_order(names: Collection[str]) -> list[str]:
    """By UTF-16 code units; for ASCII that is how Python sorts by itself, in half of the time."""
    plain = all(name.isascii() for name in names)
    return sorted(names, key=None if plain else lambda name: name.encode("utf-16-be", "surrogatepass"))
