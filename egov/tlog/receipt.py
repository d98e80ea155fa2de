"""A citizen's receipt: a tlog-proof whose extra data open his own half of the entry.

The extra data are the canonical JSON ``{"citizen": RECORD, "leaf": BASE64, "salt": BASE64}``. Nothing in it is taken on
trust: the leaf is proven to be in the log, and the record and the salt must fit the commitment in the leaf.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from egov.tlog.canonical import Record, from_canonical, to_canonical
from egov.tlog.commitments import CITIZEN, Half, check_opening
from egov.tlog.encoding import from_base64, to_base64
from egov.tlog.errors import Malformed
from egov.tlog.leaf import Leaf, parse_leaf
from egov.tlog.merkle import NodeReader
from egov.tlog.note import Note
from egov.tlog.policy import Believed, Policy
from egov.tlog.proof import Proof, make_proof, parse_proof, verify_proof

PARTS = {"citizen", "leaf", "salt"}


@dataclass(frozen=True)
class Opening:
    """The leaf of an entry and the citizen's half that fits it."""

    leaf: bytes
    citizen: Half

    def encoded(self) -> bytes:
        """The extra data of the receipt."""
        record: Record = {
            "citizen": from_canonical(self.citizen.data),
            "leaf": to_base64(self.leaf),
            "salt": to_base64(self.citizen.salt),
        }
        return to_canonical(record)


@dataclass(frozen=True)
class Verified:
    """What a receipt proves: an entry at this index says this about the citizen, and the log is bound to it."""

    index: int
    leaf: Leaf
    citizen: Mapping[str, Any]
    believed: Believed


def make_receipt(index: int, opening: Opening, note: Note, read: NodeReader) -> Proof:
    """The receipt for the entry at this index of the tree of this checkpoint, out of stored nodes."""
    return make_proof(index, note, read, opening.encoded())


def parse_opening(extra: bytes) -> Opening:
    """The opening in the extra data of a receipt; raises Malformed."""
    record = from_canonical(extra)
    if set(record) != PARTS or not isinstance(record["citizen"], dict):
        raise Malformed("A receipt opens with exactly: citizen, leaf and salt.")
    if not isinstance(record["leaf"], str) or not isinstance(record["salt"], str):
        raise Malformed("Leaf and salt of a receipt are Base64.")
    half = Half(to_canonical(record["citizen"]), from_base64(record["salt"]))
    return Opening(from_base64(record["leaf"]), half)


def verify_receipt(data: str | bytes, policy: Policy) -> Verified:
    """What this receipt proves to whoever believes this policy; raises Malformed or NotProven."""
    proof = parse_proof(data)
    if proof.extra is None:
        raise Malformed("This proof carries no data of a citizen.")
    opening = parse_opening(proof.extra)
    leaf = parse_leaf(opening.leaf)
    believed = verify_proof(proof, opening.leaf, policy)
    check_opening(CITIZEN, opening.citizen, leaf.citizen)
    return Verified(proof.index, leaf, from_canonical(opening.citizen.data), believed)
