"""One spelling for a record: the canonical JSON of RFC 8785, for records of texts, whole numbers, lists and records.

Fractions are refused. Whole numbers keep within 2^53, so that a browser reads the same number.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from typing import Any

from egov.tlog.errors import Malformed

LARGEST = 2**53 - 1
DEEPEST = 16
RECORDS, LISTS = (dict, Mapping), (list, tuple)
SPELLED = {None: "null", True: "true", False: "false"}

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
Record = Mapping[str, Plain]


def to_canonical(record: Record) -> bytes:
    """The one spelling of a record; raises Malformed for what has none."""
    try:
        return _spelled(record, 0).encode()
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


def _spelled(value: Plain, depth: int) -> str:
    """The one spelling, in a single pass. Most of what the log writes are texts in a record: they need no call."""
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return SPELLED[value]
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise Malformed(f"{value} is beyond 2^53.")
        return int.__repr__(value)
    if depth == DEEPEST:
        raise Malformed(f"A record is at most {DEEPEST} deep.")
    if isinstance(value, LISTS):
        return "[" + ",".join([_spelled(each, depth + 1) for each in value]) + "]"
    if isinstance(value, RECORDS):
        pairs = [(quoted(name), value[name]) for name in _in_order(value)]
        below = depth + 1
        return "{" + ",".join([f"{n}:{quoted(v) if type(v) is str else _spelled(v, below)}" for n, v in pairs]) + "}"
    raise Malformed(f"{type(value).__name__} has no canonical JSON here.")


def _in_order(names: Collection[str]) -> list[str]:
    """By UTF-16 code units (RFC 8785, 3.2.3); for ASCII that is how Python sorts by itself, in half of the time."""
    try:
        plain = "".join(names).isascii()
    except TypeError as wrong:
        raise Malformed("What is no text has no canonical JSON as a name.") from wrong
    return sorted(names, key=None if plain else lambda name: name.encode("utf-16-be", "surrogatepass"))
