"""The Merkle tree of RFC 6962 and RFC 9162 with SHA-256: hashing it, growing it, its root at any size.

A node is named by its level and its index: node (l, i) is the hash over the leaves from ``i << l`` up to and without
``(i + 1) << l``. Only complete nodes are ever stored, so what is stored never changes. Level 0 holds the leaf hashes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

NodeReader = Callable[[int, int], bytes]
"""Gives the stored hash of the complete node (level, index)."""

EMPTY_ROOT = sha256().digest()
AT_ONCE = 16_384


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All that is needed to go on: the number of leaves, and the complete subtrees from the largest to the smallest."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root hash of the tree of this size."""
        return _folded(self.peaks)


@dataclass(frozen=True)
class Run:
    """Neighbouring nodes of one level that became complete: the first has the index ``start``."""

    level: int
    start: int
    hashes: list[bytes]


@dataclass(frozen=True)
class Growth:
    """The frontier after new leaves, and all nodes that became complete, level by level from the leaves."""

    frontier: Frontier
    runs: list[Run]


def grow(frontier: Frontier, leaf_hashes: Sequence[bytes]) -> Growth:
    """Append leaves, given by their hashes. Level by level, since that is the fastest that Python can do."""
    size = frontier.size + len(leaf_hashes)
    old = _by_level(frontier)
    runs: list[Run] = []
    peaks: list[bytes] = []
    hashes, level = list(leaf_hashes), 0
    while hashes or old:
        if hashes:
            runs.append(Run(level, frontier.size >> level, hashes))
        row = [old.pop(level), *hashes] if level in old else hashes
        if len(row) % 2:
            peaks.append(row[-1])
        pairs = iter(row)
        # The same as node_hash; a call for each node would cost a fifth of the time.
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        level += 1
    return Growth(Frontier(size, tuple(reversed(peaks))), runs)


def root_of(entries: Iterable[bytes]) -> bytes:
    """The root over these entries, read once; memory does not depend on their number."""
    frontier, source = Frontier(), iter(entries)
    while some := [sha256(b"\x00" + entry).digest() for entry in islice(source, AT_ONCE)]:
        frontier = grow(frontier, some).frontier
    return frontier.root


def frontier_at(size: int, read: NodeReader) -> Frontier:
    """The frontier of the tree when it had this many leaves."""
    return Frontier(size, tuple(read(level, index) for level, index in complete_nodes(0, size)))


def complete_nodes(start: int, end: int) -> list[tuple[int, int]]:
    """The complete nodes that cover the leaves of a subtree, from the largest to the smallest; no Merkle tree ever
    has a subtree whose start is not a multiple of the largest of them."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def range_hash(start: int, end: int, read: NodeReader) -> bytes:
    """The hash of the subtree over these leaves, from stored nodes."""
    return _folded([read(level, index) for level, index in complete_nodes(start, end)])


def _folded(peaks: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, given from the largest to the smallest."""
    if not peaks:
        return EMPTY_ROOT
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found


def _by_level(frontier: Frontier) -> dict[int, bytes]:
    levels = [level for level, _index in complete_nodes(0, frontier.size)]
    return dict(zip(levels, frontier.peaks, strict=True))
