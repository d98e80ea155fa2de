"""Checks a receipt of an office's public log. You trust neither the office nor this project: read this one file.

    python verify_receipt.py RECEIPT.tlog-proof --policy POLICY.txt
    python verify_receipt.py RECEIPT.tlog-proof --key 'LOG+1234abcd+ABCD...' --language ar

RECEIPT  the file that the office gave you.
POLICY   a text file that names the log's key and the witnesses that you trust (C2SP tlog-policy). Get it from somebody
         other than the office: a newspaper, the ombudsman, a university.
--key    the log's key alone, if you have no policy: then no witness is asked for, and an office that shows you one log
         and everybody else another is not noticed. It may also stand beside a policy that names no log.

It needs Python 3.11 or later, the package ``cryptography`` (python -m pip install cryptography), and no network. The
exit code is 0 if the receipt is proven, 1 if not, 2 for a wrong call. The formats are public: c2sp.org, RFC 9162.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PLAIN, TIMED, TIMED_MLDSA = 1, 4, 6
KEY_BYTES = {PLAIN: 32, TIMED: 32, TIMED_MLDSA: 1312}
ALGORITHMS: dict[int, Any] = {PLAIN: Ed25519PublicKey, TIMED: Ed25519PublicKey}
with suppress(ImportError):  # where the package is too old for it, check_signature says so
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    ALGORITHMS[TIMED_MLDSA] = MLDSA44PublicKey
CITIZEN, LEAF_BYTES = b"egov.tlog citizen half v1\n", 103
NO_WITNESS = ("No witness of yours has signed: the office might show another log to others.",
              "لم يوقّع أي شاهد ممن تثق بهم: قد تعرض الدائرة على غيرك سجلا آخر.")  # fmt: skip
LIMITS = ("Not proven: that what the office wrote is true. Proven is that it wrote this.",
          "غير ثابت: أن ما كتبته الدائرة صحيح. الثابت أنها كتبت هذا.")  # fmt: skip
NOT_INCLUDED = "The entry is not in the list that was signed.", "القيد ليس في القائمة الموقّعة."


class Wrong(Exception):
    """The receipt is not proven. Its arguments say why, in English and in Arabic; what is misspelt in English alone."""


def need(holds: object, *why: str) -> None:
    """Raises Wrong with these sentences unless it holds."""
    if not holds:
        raise Wrong(*why)


@dataclass(frozen=True)
class Key:
    """A key of a log or of a witness."""

    name: str
    kind: int
    material: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.material).digest()[:4]


@dataclass
class Policy:
    """Whom you trust: logs, witnesses by name, groups by name (how many are needed, of whom), and the quorum's name."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""


def from_base64(text: str, length: int | None = None) -> bytes:
    """Strictly, as all is read here: each value has one spelling, so that no changed byte goes unnoticed."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{text[:30]!r} is not Base64.") from None
    right = base64.b64encode(data).decode() == text and length in (None, len(data))
    need(right, f"{text[:30]!r} is written in a wrong way or has a wrong length.")
    return data


def from_decimal(text: str) -> int:
    right = re.fullmatch(r"0|[1-9][0-9]{0,18}", text) and int(text) < 2**63
    need(right, f"{text[:30]!r} is not a number as receipts write it.")
    return int(text)


def read_key(text: str, kinds: tuple[int, ...], others: list[Key]) -> Key:
    parts = text.split("+", 2)
    if len(parts) != 3 or not re.fullmatch(r"[^\s\x00-\x20\ud800-\udfff]+", parts[0]):
        raise Wrong(f"{text[:40]!r} is not a key: NAME+ID+KEY.")
    data = from_base64(parts[2])
    key = Key(parts[0], data[0] if data else 0, data[1:])
    if key.kind not in kinds or len(key.material) != KEY_BYTES[key.kind] or key.id.hex() != parts[1]:
        raise Wrong(f"The key of {parts[0]!r} was copied wrongly, or is of a type that does not belong there.")
    need(key.material not in [other.material for other in others], f"The key of {parts[0]!r} stands there twice.")
    return key


def read_policy(data: bytes) -> Policy:
    """A policy file (C2SP tlog-policy)."""
    if any((octet < 0x20 and octet not in b"\t\n") or octet == 0x7F for octet in data):
        raise Wrong("The policy has control characters other than tabs and newlines.")
    policy = Policy()
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        words = [word for word in re.split("[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            try:
                read_policy_line(policy, words[0], words[1:])
            except Wrong as wrong:
                raise Wrong(f"Line {number} of the policy: {wrong}") from None
    need(policy.quorum, "The policy has no line that starts with quorum.")
    return policy


def read_policy_line(policy: Policy, what: str, words: list[str]) -> None:
    names = {*policy.witnesses, *policy.groups}
    if what == "log" and len(words) in (1, 2):
        policy.logs.append(read_key(words[0], (PLAIN, TIMED_MLDSA), policy.logs))
    elif what == "witness" and len(words) in (2, 3) and words[0] not in {"none", *names}:
        policy.witnesses[words[0]] = read_key(words[1], (TIMED, TIMED_MLDSA), list(policy.witnesses.values()))
    elif what == "group" and len(words) > 2 and words[0] not in {"none", *names}:
        count, members = words[1], words[2:]
        taken = [member for _needed, others in policy.groups.values() for member in others] + members
        needed = {"all": len(members), "any": 1}.get(count) or from_decimal(count)
        if not set(members) <= names or len(set(taken)) < len(taken) or not 1 <= needed <= len(members):
            raise Wrong("a group has members that are defined above, each once, and needs no more than it has.")
        policy.groups[words[0]] = needed, members
    elif what == "quorum" and len(words) == 1 and not policy.quorum and words[0] in {"none", *names}:
        policy.quorum = words[0]
    else:
        raise Wrong("it is none of: log KEY, witness NAME KEY, group NAME COUNT MEMBERS, quorum NAME.")


def read_receipt(data: bytes) -> tuple[bytes, int, list[bytes], str, list[tuple[str, bytes, bytes]]]:
    """Your data, index, path, signed text and signatures (C2SP tlog-proof, tlog-checkpoint, signed-note)."""
    try:
        whole = data.decode()
    except UnicodeError:
        raise Wrong("The receipt is not text.") from None
    head, _blank, note = whole.partition("\n\n")
    text, blank, signatures = note.rpartition("\n\n")
    lines, plain = head.split("\n"), not any(each < " " and each != "\n" for each in whole)
    need(plain and blank and whole.endswith("\n"), "The receipt is not whole.")
    if lines[0] != "c2sp.org/tlog-proof@v1" or len(lines) < 3 or lines[1][:6] != "extra " or lines[2][:6] != "index ":
        raise Wrong("This is not a receipt, or not one with your data.")
    found = [read_signature(line) for line in signatures.split("\n")[:-1]]
    path = [from_base64(line, 32) for line in lines[3:]]
    return from_base64(lines[1][6:]), from_decimal(lines[2][6:]), path, text + "\n", found


def read_signature(line: str) -> tuple[str, bytes, bytes]:
    need(re.fullmatch(r"— [^\s+]+ [A-Za-z0-9+/]{7,}={0,2}", line), f"{line[:30]!r} is not a signature.")
    _dash, name, blob = line.split(" ")
    return name, from_base64(blob)[:4], from_base64(blob)[4:]


def canonical(value: Any) -> str:
    """The one spelling of a record (RFC 8785), without fractions."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise Wrong("The data hold a number that has no canonical spelling.")
    return json.dumps(value, ensure_ascii=False)


def check_signature(key: Key, text: str, blob: bytes) -> int:
    """The second at which a good signature was made, 0 if it does not say."""
    time = 0 if key.kind == PLAIN else int.from_bytes(blob[:8])
    need(key.kind == PLAIN or 0 < time < 2**63, f"The signature of {key.name} has no time.")
    try:
        message = (f"cosignature/v1\ntime {time}\n" if key.kind == TIMED else "").encode() + text.encode()
        if key.kind == TIMED_MLDSA:
            message = mldsa_message(key.name, time, *text.split("\n")[:3])
        ALGORITHMS[key.kind].from_public_bytes(key.material).verify(blob if key.kind == PLAIN else blob[8:], message)
    except (UnsupportedAlgorithm, KeyError):
        raise Wrong(f"Your cryptography package is too old to check the signature of {key.name}.") from None
    except (InvalidSignature, ValueError):
        raise Wrong(f"The signature of {key.name} is false.", f"توقيع {key.name} مزوّر.") from None
    return time


def mldsa_message(signer: str, time: int, origin: str, size: str, root: str) -> bytes:
    name, log = (bytes([len(each.encode())]) + each.encode() for each in (signer, origin))
    return b"subtree/v1\n\0" + name + time.to_bytes(8) + log + bytes(8) + int(size).to_bytes(8) + from_base64(root)


def root_of(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root that follows from an entry and its neighbours (RFC 9162, 2.1.3.2)."""
    need(index < size, *NOT_INCLUDED)
    found, last = hashlib.sha256(b"\0" + leaf).digest(), size - 1
    for sibling in path:
        need(last, *NOT_INCLUDED)
        if index % 2 or index == last:
            found = hashlib.sha256(b"\1" + sibling + found).digest()
            while index and not index % 2:
                index, last = index >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + sibling).digest()
        index, last = index >> 1, last >> 1
    need(not last, *NOT_INCLUDED)
    return found


def enough(policy: Policy, name: str, witnesses: set[str]) -> bool:
    if name not in policy.groups:
        return name == "none" or name in witnesses
    needed, members = policy.groups[name]
    return sum(enough(policy, member, witnesses) for member in members) >= needed


def verify(data: bytes, policy: Policy) -> list[tuple[str, str]]:
    """All checks. Gives the sentences that tell what is proven, in English and in Arabic; raises Wrong."""
    extra, index, path, text, signatures = read_receipt(data)
    origin, *lines = text.split("\n")[:-1]
    need(len(lines) > 1 and all([origin, *lines]), "The signed list lacks its name, its size or its root.")
    size, root = from_decimal(lines[0]), from_base64(lines[1], 32)
    keys = {(key.name, key.id): key for key in [*policy.logs, *policy.witnesses.values()]}
    known = [(keys[name, key_id], blob) for name, key_id, blob in signatures if (name, key_id) in keys]
    good = {key: check_signature(key, text, blob) for key, blob in known}
    logs = [log for log in policy.logs if log in good and log.name == origin]
    nobody = f"No log that you trust has signed this: it calls itself {origin!r}."
    need(logs, nobody, f"لم يوقّع هذا أي سجل تثق به: يسمّي نفسه {origin!r}.")
    witnesses = {name: good[key] for name, key in policy.witnesses.items() if key in good}
    few = f"Not enough of the witnesses that you trust have signed: {len(witnesses)} did."
    need(enough(policy, policy.quorum, set(witnesses)), few, f"لم يوقّع عدد كاف ممن تثق بهم: وقّع {len(witnesses)}.")
    leaf, citizen = open_data(extra)
    need(root_of(index, size, leaf, path) == root, *NOT_INCLUDED)
    at, strangers = moment(int.from_bytes(leaf[1:5], "big") * 60), len(signatures) - len(known)
    told = [(f"PROVEN. Entry {index} of the log {origin} says about you:", f"ثابت. القيد {index} في {origin} يقول:")]
    told += [(f"    {name}: {canonical(value)}",) * 2 for name, value in citizen.items()]
    told.append((f"The log dates it {at}.", f"تاريخه في السجل {at}."))
    whole = f"The log has signed a list of {size} entries with this one in it, and cannot take it back or change it."
    told.append((whole, f"وقّع السجل قائمة فيها هذا القيد، وعدد قيودها {size}، ولا يستطيع سحبه أو تغييره."))
    for name, when in [(name, moment(time)) for name, time in witnesses.items()] or [("", "")]:
        saw = f"The witness {name} saw this list on {when}.", f"رأى الشاهد {name} هذه القائمة في {when}."
        told.append(saw if name else NO_WITNESS)
    if strangers:
        nobody = f"{strangers} signatures are by nobody whom you named. They count for nothing."
        told.append((nobody, f"توقيعات لا تُحسب لأنك لم تسمّ أصحابها: {strangers}."))
    return [*told, LIMITS]


def open_data(extra: bytes) -> tuple[bytes, dict[str, Any]]:
    """The entry's public bytes and your data, which must be what the entry committed to."""
    try:
        record = json.loads(extra)
        if canonical(record).encode() != extra or set(record) != {"citizen", "leaf", "salt"}:
            raise Wrong("Your data in the receipt are written in a wrong way.")
        leaf, salt = from_base64(record["leaf"], LEAF_BYTES), from_base64(record["salt"], 32)
    except (ValueError, TypeError, RecursionError):
        raise Wrong("Your data in the receipt cannot be read.") from None
    citizen = record["citizen"]
    need(leaf[0] == 1 and isinstance(citizen, dict), "The entry is of a version that this program does not know.")
    right = hmac.digest(salt, CITIZEN + canonical(citizen).encode(), "sha256") == leaf[71:]
    need(right, "Your data are not those that the entry committed to.", "بياناتك ليست تلك التي التزم بها القيد.")
    return leaf, citizen


def moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(min(seconds, 2**34), UTC):%Y-%m-%d %H:%M} UTC"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--key")
    parser.add_argument("--language", choices=["en", "ar"], default="en")
    asked = parser.parse_args(arguments)
    if not asked.policy and not asked.key:
        parser.error("give a policy, or at least the log's key")
    try:
        policy = read_policy(asked.policy.read_bytes() if asked.policy else b"quorum none\n")
        if asked.key:
            policy.logs.append(read_key(asked.key, (PLAIN, TIMED_MLDSA), policy.logs))
        told, code = verify(asked.receipt.read_bytes(), policy), 0
    except OSError as wrong:
        parser.error(str(wrong))
    except Wrong as wrong:
        told, code = [(f"NOT PROVEN. {wrong.args[0]}", f"غير ثابت. {wrong.args[-1]}")], 1
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.write("\n".join(sentence[asked.language == "ar"] for sentence in told) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
