"""Proofs about the Merkle tree of RFC 6962 and RFC 9162: an entry is in it, a later tree begins with an earlier one.

Making one needs only stored nodes; checking one needs only hashing. The two sides share no code but the hash, so that a
mistake in one is seen by the other.
"""

from collections.abc import Sequence

from egov.tlog.encoding import HASH_BYTES
from egov.tlog.errors import NotProven
from egov.tlog.merkle import EMPTY_ROOT, NodeReader, node_hash, range_hash


def inclusion_proof(index: int, size: int, read: NodeReader) -> list[bytes]:
    """The hashes from the leaf's sibling up to the root's child (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise NotProven(f"There is no entry {index} among the first {size}.")
    start, end = 0, size
    ranges = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return [range_hash(*each, read) for each in reversed(ranges)]


def consistency_proof(old: int, new: int, read: NodeReader) -> list[bytes]:
    """The hashes that show the tree of ``new`` leaves to begin with that of ``old`` (RFC 9162, 2.1.4.1)."""
    if not 0 <= old <= new:
        raise NotProven(f"A log of {new} entries cannot follow one of {old}.")
    if old == 0:
        return []
    start, end = 0, new
    ranges = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return [range_hash(*each, read) for each in reversed(ranges)]


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that follows from a leaf hash and its inclusion proof (RFC 9162, 2.1.3.2); raises NotProven."""
    if not 0 <= index < size:
        raise NotProven(f"There is no entry {index} among the first {size}.")
    _check_hashes(proof)
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise NotProven("The inclusion proof is too long.")
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            place, last = _above_left_edge(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProven("The inclusion proof is too short.")
    return found


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raises NotProven unless the leaf hash stands at this index of the tree with this size and root."""
    if root_by_inclusion(index, size, leaf, proof) != root:
        raise NotProven("The inclusion proof leads to another root.")


def verify_consistency(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> None:
    """Raises NotProven unless the tree ``new`` (size, root) begins with the tree ``old`` (RFC 9162, 2.1.4.2)."""
    old_size, old_root = old
    new_size, new_root = new
    _check_hashes(proof)
    if not 0 <= old_size <= new_size:
        raise NotProven(f"A log of {new_size} entries cannot follow one of {old_size}.")
    if old_size in (0, new_size):
        _verify_trivial(old_size, old_root, new, proof)
        return
    if not proof:
        raise NotProven("The consistency proof is empty.")
    found_old, found_new = _roots_by_consistency(old_size, new_size, old_root, proof)
    if found_old != old_root:
        raise NotProven("The consistency proof leads to another old root: the log was rewritten.")
    if found_new != new_root:
        raise NotProven("The consistency proof leads to another new root.")


def _verify_trivial(old_size: int, old_root: bytes, new: tuple[int, bytes], proof: Sequence[bytes]) -> None:
    """An empty log precedes every log, and each log follows itself: no proof is needed, and none may be given."""
    new_size, new_root = new
    if proof:
        raise NotProven("No consistency proof is needed here, so none may be given.")
    if old_size == new_size and old_root != new_root:
        raise NotProven(f"There are two different logs of {new_size} entries.")
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise NotProven("The root of an empty log is the hash of nothing.")


def _roots_by_consistency(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The old and the new root that follow from a consistency proof."""
    # Where the old tree is one complete node, its root is the first hash and the proof leaves it out.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    place, last = old - 1, new - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise NotProven("The consistency proof is too long.")
        if place % 2 or place == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            place, last = _above_left_edge(place, last)
        else:
            found_new = node_hash(found_new, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProven("The consistency proof is too short.")
    return found_old, found_new


def _above_left_edge(place: int, last: int) -> tuple[int, int]:
    """Skip the levels at which the node at the right border has no sibling."""
    while place and not place % 2:
        place, last = place >> 1, last >> 1
    return place, last


def _split(width: int) -> int:
    """The largest power of two smaller than the width: so many leaves lie on the left."""
    return 1 << ((width - 1).bit_length() - 1)


def _check_hashes(proof: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in proof):
        raise NotProven(f"Each hash of a proof has {HASH_BYTES} bytes.")
