"""The files of a tiled log (C2SP tlog-tiles): their names, their bytes, which are new when the log grows.

A tile of level L holds up to 256 hashes, each the root over a full tile of level L - 1; tiles of level 0 hold leaf
hashes. Bundles hold the entries themselves and are written as tiles of the level ENTRIES. A tile of fewer than 256 is
partial and carries its width in its name, so that no file ever changes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from egov.tlog.encoding import HASH_BYTES
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.merkle import Frontier, NodeReader, Run, grow

WIDTH = 256
HEIGHT = 8
HIGHEST_LEVEL = 63
ENTRIES = -1
LONGEST_ENTRY = 2**16 - 1
TILES_KEPT = 1024
PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, order=True)
class Tile:
    """One file: its level (or ENTRIES), its index within the level, how many hashes or entries it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its name below the prefix of the log, ``tile/0/x001/x234/067.p/8``."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_in_thousands(self.index)}{partial}"


TileReader = Callable[[Tile], bytes]
"""Gives the bytes of a tile; raises what it likes where there is none."""


def parse_path(path: str) -> Tile:
    """The tile with this name; raises Malformed for a name that no log gives."""
    found = PATH.fullmatch(path)
    if not found:
        raise Malformed(f"{path[:60]!r} is not the name of a tile.")
    level, index, width = found.groups()
    tile = Tile(ENTRIES if level == "entries" else int(level), int(re.sub("[x/]", "", index)), int(width or WIDTH))
    if tile.path != path or tile.level > HIGHEST_LEVEL:
        raise Malformed(f"{path[:60]!r} is not the name of a tile.")
    return tile


def grown_tiles(old: int, runs: Sequence[Run], read: TileReader) -> Iterator[tuple[Tile, bytes]]:
    """The hash tiles to be written after ``merkle.grow`` has made these runs of a log of ``old`` entries.

    ``read`` is asked only for the partial tiles of the old size.
    """
    for run in runs:
        level, rest = divmod(run.level, HEIGHT)
        if not rest:
            before = old >> run.level
            hashes = [*decode_hashes(_partial(level, before, read), before % WIDTH), *run.hashes]
            for tile, some in _cut(level, before, hashes):
                yield tile, b"".join(some)


def grown_bundles(old: int, entries: Sequence[bytes], read: TileReader) -> Iterator[tuple[Tile, bytes]]:
    """The bundles to be written when these entries follow the first ``old``."""
    if not entries:
        return
    together = [*decode_bundle(_partial(ENTRIES, old, read), old % WIDTH), *entries]
    for tile, some in _cut(ENTRIES, old, together):
        yield tile, encode_bundle(some)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Each entry after its length as two bytes, the most significant first; raises Malformed for one over 65,535."""
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise Malformed(f"An entry has at most {LONGEST_ENTRY} bytes.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle; raises Malformed unless it holds exactly ``width`` of them."""
    entries, place = [], 0
    while place < len(data):
        start = place + 2
        place = start + int.from_bytes(data[place:start], "big")
        entries.append(data[start:place])
    if place != len(data) or len(entries) != width:
        raise Malformed(f"The bundle does not hold {width} whole entries.")
    return entries


def decode_hashes(data: bytes, width: int) -> list[bytes]:
    """The hashes of a tile; raises Malformed unless it holds exactly ``width`` of them."""
    if len(data) != width * HASH_BYTES:
        raise Malformed(f"A tile of {width} hashes has {width * HASH_BYTES} bytes, not {len(data)}.")
    return [data[place : place + HASH_BYTES] for place in range(0, len(data), HASH_BYTES)]


def node_reader(size: int, read: TileReader) -> NodeReader:
    """Complete nodes of a log of this size, out of its tiles. It keeps the last 1,024 tiles that it read, 8 MB."""

    @lru_cache(TILES_KEPT)
    def hashes_of(level: int, index: int) -> list[bytes]:
        tile = tile_of(level, index, size)
        return decode_hashes(read(tile), tile.width)

    def read_node(level: int, index: int) -> bytes:
        if (index + 1) << level > size:
            raise NotProven(f"Node {index} of level {level} is not complete in a log of {size} entries.")
        tile_level, rest = divmod(level, HEIGHT)
        first = index << rest
        hashes = hashes_of(tile_level, first // WIDTH)
        inside = hashes[first % WIDTH : first % WIDTH + (1 << rest)]
        return grow(Frontier(), inside).frontier.root

    return read_node


def tile_of(level: int, index: int, size: int) -> Tile:
    """The tile of this place in a log of this size: full, or as wide as it is at its right end."""
    count = size if level == ENTRIES else size >> (HEIGHT * level)
    width = min(WIDTH, count - index * WIDTH)
    if width < 1:
        raise NotProven(f"A log of {size} entries has no tile {index} of level {level}.")
    return Tile(level, index, width)


def entries_of(size: int, read: TileReader) -> Iterator[bytes]:
    """All entries of a log of this size in their order, bundle by bundle."""
    for index in range(-(-size // WIDTH)):
        tile = tile_of(ENTRIES, index, size)
        yield from decode_bundle(read(tile), tile.width)


def _partial(level: int, before: int, read: TileReader) -> bytes:
    return read(Tile(level, before // WIDTH, before % WIDTH)) if before % WIDTH else b""


def _cut(level: int, before: int, items: list[bytes]) -> Iterator[tuple[Tile, list[bytes]]]:
    for place in range(0, len(items), WIDTH):
        some = items[place : place + WIDTH]
        yield Tile(level, before // WIDTH + place // WIDTH, len(some)), some


def _in_thousands(index: int) -> str:
    groups = []
    while True:
        index, rest = divmod(index, 1000)
        groups.append(f"{rest:03}")
        if not index:
            return "/".join(["x" + group for group in reversed(groups[1:])] + groups[:1])
