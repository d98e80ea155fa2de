"""What the Merkle tree of the log costs beside bare SHA-256: ``python -m benchmarks.merkle``.

The floor is hashlib alone: as many calls, on as many bytes, in a bare loop. Sequencing makes tiles in batches of 256
entries as the log does every second; verifying reads 1,000,000 entries out of bundles and computes the root anew.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from hashlib import sha256

from egov.tlog.leaf import LEAF_BYTES
from egov.tlog.merkle import Frontier, grow, leaf_hash, root_of
from egov.tlog.tiles import Tile, encode_bundle, entries_of, grown_bundles, grown_tiles

MILLION = 1_000_000
BULK, BATCH, ROUNDS = 200_000, 256, 3
LEAF = b"\x01" * LEAF_BYTES


def entry(number: int) -> bytes:
    """A leaf like no other."""
    return LEAF[:-8] + number.to_bytes(8, "big")


def floor(count: int) -> None:
    """As many hashes of leaves and of nodes as a tree of this size has, and nothing else."""
    leaf, node = b"\x00" + LEAF, b"\x01" + bytes(64)
    for _each in range(count):
        sha256(leaf).digest()
        sha256(node).digest()


def append_in_bulk() -> None:
    """All hashes of a large batch."""
    grow(Frontier(), [leaf_hash(entry(number)) for number in range(BULK)])


def sequence() -> None:
    """Batches of 256 with all their tiles and bundles."""
    files: dict[Tile, bytes] = {}
    frontier = Frontier()
    for start in range(0, BULK, BATCH):
        entries = [entry(number) for number in range(start, start + BATCH)]
        files.update(grown_bundles(frontier.size, entries, files.__getitem__))
        growth = grow(frontier, [leaf_hash(each) for each in entries])
        files.update(grown_tiles(frontier.size, growth.runs, files.__getitem__))
        frontier = growth.frontier


def bundle(tile: Tile) -> bytes:
    """A bundle of the log of a million entries, made when it is read, so that memory shows only the verifying."""
    first = tile.index * BATCH
    return encode_bundle([entry(number) for number in range(first, first + tile.width)])


def seconds(*works: Callable[[], object]) -> list[float]:
    """Processor time of each, the best of some rounds in turn: what else the machine does counts little."""
    best = [float("inf")] * len(works)
    for _round in range(ROUNDS):
        for place, work in enumerate(works):
            began = time.process_time()
            work()
            best[place] = min(best[place], time.process_time() - began)
    return best


def peak_memory(count: int) -> float:
    """The most memory that verifying this many entries takes, in MB (as Python counts it, which is slow)."""
    tracemalloc.start()
    root_of(entries_of(count, bundle))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    """Print rates and ratios to the floor, measured in the same run."""
    bare, bulk, tiles = (each / BULK for each in seconds(lambda: floor(BULK), append_in_bulk, sequence))
    (whole,) = seconds(lambda: root_of(entries_of(MILLION, bundle)))
    small, large = peak_memory(BULK // 4), peak_memory(BULK)
    sys.stdout.write(
        f"floor (hashlib alone)      {1 / bare:>9,.0f} leaves/s\n"
        f"appending in bulk          {1 / bulk:>9,.0f} leaves/s, {bulk / bare:.2f} times the floor\n"
        f"sequencing with tiles      {1 / tiles:>9,.0f} leaves/s, {tiles / bare:.2f} times the floor\n"
        f"verifying 1,000,000        {whole:>9.2f} s, {whole / bare / MILLION:.2f} times the floor\n"
        f"memory while verifying     {small:>9.1f} MB for {BULK // 4:,} entries, {large:.1f} MB for {BULK:,}\n"
    )


if __name__ == "__main__":
    main()
