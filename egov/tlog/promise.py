"""A log's promise that an entry will stand in it: signed before the entry is there, and held against the log later.

The text names the leaf hash of the entry and the moment at which the log took it. Its first line is the name of no log,
so that a promise never passes for a checkpoint that the same key signs.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from egov.tlog.cosignature import VERIFIERS
from egov.tlog.encoding import hash_from_base64, to_base64
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519, SecretKey
from egov.tlog.merkle import leaf_hash
from egov.tlog.note import Note, open_note, parse_note, sign_note
from egov.tlog.policy import Policy

HEADER = "egov promise v1"
WITHIN_SECONDS = 60
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
LAST_LINE = f"This entry will be in the log within {WITHIN_SECONDS} seconds."
TEXT = re.compile(rf"{HEADER}\nlog (\S+)\nentry (\S+)\nreceived (\S+)\n{re.escape(LAST_LINE)}\n")


@dataclass(frozen=True)
class Promise:
    """Which log promised, the leaf hash of the entry, and when the log took it (UTC, whole seconds)."""

    origin: str
    leaf_hash: bytes
    received: datetime


def make_promise(leaf: bytes, received: datetime, key: SecretKey) -> Note:
    """The promise for this leaf, signed with the Ed25519 key of its log; the same leaf gets the same text always."""
    moment = received.astimezone(UTC).strftime(MOMENT)
    lines = [HEADER, f"log {key.name}", f"entry {to_base64(leaf_hash(leaf))}", f"received {moment}", LAST_LINE]
    text = "\n".join(lines) + "\n"
    return Note(text, (sign_note(text, key),))


def verify_promise(data: str | bytes, policy: Policy) -> Promise:
    """The promise in this note; raises Malformed, or NotProven unless a log of the policy gave it."""
    note = parse_note(data)
    found = TEXT.fullmatch(note.text)
    if not found:
        raise Malformed(f"A promise starts with {HEADER} and has five lines.")
    origin, entry, moment = found.groups()
    keys = [party.key for party in policy.logs if party.key.name == origin and party.key.kind == ED25519]
    if not keys:
        raise NotProven(f"The policy does not know a log {origin!r}.")
    open_note(note, keys, VERIFIERS)
    return Promise(origin, hash_from_base64(entry), _moment(moment))


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError as wrong:
        raise Malformed(f"{text[:30]!r} is not a moment as promises write it.") from wrong
