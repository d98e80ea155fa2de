"""Proofs that fit into one file and need no network (C2SP tlog-proof): entry, path and signed checkpoint.

The extra data are not protected by the file: whoever uses them must compare them with the entry (see receipt.py).
"""

from dataclasses import dataclass

from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.encoding import from_base64, from_decimal, hash_from_base64, to_base64
from egov.tlog.errors import Malformed
from egov.tlog.merkle import NodeReader, leaf_hash
from egov.tlog.merkle_proofs import inclusion_proof, verify_inclusion
from egov.tlog.note import Note, parse_note
from egov.tlog.policy import Believed, Policy, believe

HEADER = "c2sp.org/tlog-proof@v1"
ENDING = ".tlog-proof"
MOST_HASHES = 63


@dataclass(frozen=True)
class Proof:
    """Where an entry stands (from 0), the hashes up to the root, the note of the checkpoint, and extra data or None."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    def encoded(self) -> str:
        """The text of the file (UTF-8)."""
        extra = [] if self.extra is None else [f"extra {to_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(to_base64, self.path)]
        return "\n".join(lines) + "\n\n" + self.note.encoded()


def make_proof(index: int, note: Note, read: NodeReader, extra: bytes | None = None) -> Proof:
    """The proof for this entry in the tree of this checkpoint, out of stored nodes."""
    size = parse_checkpoint(note.text).size
    return Proof(index, tuple(inclusion_proof(index, size, read)), note, extra)


def parse_proof(data: str | bytes) -> Proof:
    """The proof in a file; raises Malformed."""
    try:
        text = data.decode() if isinstance(data, bytes) else data
    except UnicodeError as wrong:
        raise Malformed("A proof is UTF-8.") from wrong
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != HEADER:
        raise Malformed(f"A proof starts with {HEADER}.")
    extra = from_base64(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index ") or len(lines) > MOST_HASHES + 1:
        raise Malformed("A proof names the index of its entry, and then up to 63 hashes.")
    index = from_decimal(lines.pop(0).removeprefix("index "))
    return Proof(index, tuple(map(hash_from_base64, lines)), parse_note(note), extra)


def verify_proof(proof: Proof, entry: bytes, policy: Policy) -> Believed:
    """Raises NotProven unless the policy believes the checkpoint and the entry stands in its tree."""
    believed = believe(proof.note, policy)
    size, root = believed.checkpoint.tree
    verify_inclusion(proof.index, size, leaf_hash(entry), proof.path, root)
    return believed
