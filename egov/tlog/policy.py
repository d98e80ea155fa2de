"""Whom we believe (C2SP tlog-policy): which logs, which witnesses, and how many of them make a quorum."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.cosignature import VERIFIERS, time_of
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519, ED25519_COSIGNATURE, MLDSA44_COSIGNATURE, PublicKey, parse_vkey
from egov.tlog.note import Note, open_note

NONE = "none"
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
LOG_KINDS = (ED25519, MLDSA44_COSIGNATURE)
WITNESS_KINDS = (ED25519_COSIGNATURE, MLDSA44_COSIGNATURE)


@dataclass(frozen=True)
class Party:
    """A log or a witness: its key, and where it is spoken to, empty if the policy does not say."""

    key: PublicKey
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Has witnessed what at least ``needed`` of its members, witnesses or other groups, have witnessed."""

    needed: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """A policy file. ``quorum`` names a witness or a group, or is ``none``."""

    logs: list[Party] = field(default_factory=list)
    witnesses: dict[str, Party] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""

    def met_by(self, names: set[str]) -> bool:
        """Whether cosignatures by these witnesses, given by their names in the policy, are enough."""
        return self.quorum == NONE or self._witnessed(self.quorum, names)

    def _witnessed(self, name: str, names: set[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in names
        return sum(self._witnessed(member, names) for member in group.members) >= group.needed


@dataclass(frozen=True)
class Believed:
    """A checkpoint that a policy accepts: signed by which key of its log, witnessed by whom and at which second."""

    checkpoint: Checkpoint
    log: PublicKey
    witnessed: dict[str, int]
    unknown: int


def parse_policy(data: bytes) -> Policy:
    """The policy in these octets; raises Malformed with the number of the line."""
    if any((octet < 0x20 and octet not in b"\t\n") or octet == 0x7F for octet in data):
        raise Malformed("A policy has no control characters but tabs and newlines.")
    policy = Policy()
    # Octets above 0x7F are opaque in policies; surrogateescape keeps each of them what it is.
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = line.replace("\t", " ").strip(" ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            try:
                _read_line(policy, words)
            except Malformed as wrong:
                raise Malformed(f"Line {number} of the policy: {wrong}") from wrong
    if not policy.quorum:
        raise Malformed("The policy has no line that starts with quorum.")
    return policy


def believe(note: Note, policy: Policy) -> Believed:
    """The checkpoint in this note; raises NotProven unless a log of the policy signed it and the quorum is met."""
    checkpoint = parse_checkpoint(note.text)
    logs = [party.key for party in policy.logs if party.key.name == checkpoint.origin]
    if not logs:
        raise NotProven(f"The policy does not know a log {checkpoint.origin!r}.")
    names = {witness.key: name for name, witness in policy.witnesses.items()}
    opened = open_note(note, [*logs, *names], VERIFIERS)
    signed = [key for key, _signature in opened.verified if key in logs]
    if not signed:
        raise NotProven(f"The log {checkpoint.origin} has not signed this checkpoint.")
    witnessed = {names[key]: time_of(signature.blob) for key, signature in opened.verified if key in names}
    if not policy.met_by(set(witnessed)):
        raise NotProven(f"Not enough witnesses have signed this checkpoint: {len(witnessed)} did.")
    return Believed(checkpoint, signed[0], witnessed, len(opened.unknown))


def _read_line(policy: Policy, words: Sequence[str]) -> None:
    readers = {"log": _read_log, "witness": _read_witness, "group": _read_group, "quorum": _read_quorum}
    if words[0] not in readers:
        raise Malformed(f"{words[0]!r} is none of log, witness, group, quorum.")
    readers[words[0]](policy, words[1:])


def _read_log(policy: Policy, words: Sequence[str]) -> None:
    if len(words) not in (1, 2):
        raise Malformed("A log is written: log VKEY [URL].")
    policy.logs.append(Party(_key(words[0], LOG_KINDS, policy.logs), "".join(words[1:])))


def _read_witness(policy: Policy, words: Sequence[str]) -> None:
    if len(words) not in (2, 3):
        raise Malformed("A witness is written: witness NAME VKEY [URL].")
    name = _new_name(policy, words[0])
    policy.witnesses[name] = Party(_key(words[1], WITNESS_KINDS, policy.witnesses.values()), "".join(words[2:]))


def _read_group(policy: Policy, words: Sequence[str]) -> None:
    if len(words) < 3:
        raise Malformed("A group is written: group NAME all|any|NUMBER MEMBER...")
    name, count, *members = _new_name(policy, words[0]), *words[1:]
    taken = {member for group in policy.groups.values() for member in group.members}
    for member in members:
        if member not in policy.witnesses and member not in policy.groups:
            raise Malformed(f"No line before defines {member!r}.")
        if member in taken:
            raise Malformed(f"{member!r} is already a member of a group.")
        taken.add(member)
    policy.groups[name] = Group(_needed(count, len(members)), tuple(members))


def _read_quorum(policy: Policy, words: Sequence[str]) -> None:
    if len(words) != 1 or policy.quorum:
        raise Malformed("There is one line: quorum NAME.")
    if words[0] != NONE and words[0] not in policy.witnesses and words[0] not in policy.groups:
        raise Malformed(f"No line before defines {words[0]!r}.")
    policy.quorum = words[0]


def _key(vkey: str, kinds: Sequence[int], others: Iterable[Party]) -> PublicKey:
    key = parse_vkey(vkey)
    if key.kind not in kinds:
        raise Malformed(f"Keys of type {key.kind} do not belong here.")
    if any(other.key.material == key.material for other in others):
        raise Malformed("The same key stands here twice.")
    return key


def _new_name(policy: Policy, name: str) -> str:
    if name == NONE or name in policy.witnesses or name in policy.groups:
        raise Malformed(f"The name {name!r} is taken.")
    return name


def _needed(count: str, members: int) -> int:
    words = {"all": members, "any": 1}
    if count not in words and not NUMBER.fullmatch(count):
        raise Malformed(f"{count!r} is none of all, any or a number.")
    needed = words[count] if count in words else int(count)
    if not 1 <= needed <= members:
        raise Malformed(f"{needed} of {members} members cannot be.")
    return needed
