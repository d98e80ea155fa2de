"""Tiles: their names and bytes as C2SP gives them, and proofs that need nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov.tlog.errors import Malformed, NotProven
from egov.tlog.merkle import Frontier, frontier_at, grow, leaf_hash
from egov.tlog.merkle_proofs import consistency_proof, inclusion_proof
from egov.tlog.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    decode_bundle,
    encode_bundle,
    entries_of,
    grown_bundles,
    grown_tiles,
    node_reader,
    parse_path,
    tile_of,
)
from tests.tlog.ledger import naive_reader

PATHS = {
    "tile/0/x001/x234/067": Tile(0, 1_234_067),
    "tile/0/x001/x234/067.p/8": Tile(0, 1_234_067, 8),
    "tile/entries/000.p/1": Tile(ENTRIES, 0, 1),
    "tile/63/999": Tile(63, 999),
    "tile/entries/x001/000": Tile(ENTRIES, 1000),
}
WRONG_PATHS = [
    "tile/0/1", "tile/0/0067", "tile/0/x000/067", "tile/64/000", "tile/00/000", "tile/0/000.p/0", "tile/0/000.p/256",
    "tile/0/000.p/01", "tile/data/000", "/tile/0/000", "tile/0/000/", "tile/0/001/000", "tile/0/٠٠٠", "tile/0/000\n",
]  # fmt: skip
SOME = [number.to_bytes(4, "big") * (number % 3) for number in range(70_000)]


@pytest.mark.parametrize("path", PATHS)
def test_a_tile_has_its_name(path: str) -> None:
    assert parse_path(path) == PATHS[path]
    assert PATHS[path].path == path


@pytest.mark.parametrize("path", WRONG_PATHS)
def test_no_other_name_names_a_tile(path: str) -> None:
    with pytest.raises(Malformed):
        parse_path(path)


def test_the_example_of_the_specification() -> None:
    tiles = [tile for tile in tiles_between(0, 70_000) if tile.level != ENTRIES]
    partial = [(tile.level, tile.width) for tile in tiles if tile.width < 256]
    full = [sum(tile.level == level and tile.width == 256 for tile in tiles) for level in (0, 1, 2)]
    assert full == [273, 1, 0]
    assert partial == [(0, 112), (1, 17), (2, 1)]
    assert tiles_between(0, 256) == [Tile(ENTRIES, 0), Tile(0, 0), Tile(1, 0, 1)]
    assert not tiles_between(300, 300)


def test_bundles_hold_entries_after_their_lengths() -> None:
    assert encode_bundle([b"ab", b"", b"c"]) == b"\x00\x02ab\x00\x00\x00\x01c"
    assert decode_bundle(b"\x00\x02ab\x00\x00\x00\x01c", 3) == [b"ab", b"", b"c"]
    for wrong, width in [(b"\x00\x02a", 1), (b"\x00", 1), (b"\x00\x01a", 2), (b"\x00\x00\x00\x00", 1)]:
        with pytest.raises(Malformed):
            decode_bundle(wrong, width)
    with pytest.raises(Malformed):
        encode_bundle([bytes(65_536)])


@given(st.lists(st.integers(0, 1500), min_size=1, max_size=4).map(sorted), st.data())
def test_proofs_out_of_tiles_are_those_of_the_tree(sizes: list[int], data: st.DataObject) -> None:
    files = written(sizes)
    size = sizes[-1]
    read = node_reader(size, files.__getitem__)
    naive = naive_reader([leaf_hash(entry) for entry in SOME[:size]])
    assert list(entries_of(size, files.__getitem__)) == SOME[:size]
    assert frontier_at(size, read).root == frontier_at(size, naive).root
    if size:
        index = data.draw(st.integers(0, size - 1))
        assert inclusion_proof(index, size, read) == inclusion_proof(index, size, naive)
        assert consistency_proof(index, size, read) == consistency_proof(index, size, naive)


def test_a_large_log_reaches_the_third_level() -> None:
    files = written([65_000, 70_000])
    read = node_reader(70_000, files.__getitem__)
    hashes = [leaf_hash(entry) for entry in SOME]
    assert frontier_at(70_000, read).root == grow(Frontier(), hashes).frontier.root
    assert len(files[Tile(2, 0, 1)]) == 32


def test_nothing_is_read_that_the_log_does_not_have() -> None:
    with pytest.raises(NotProven):
        node_reader(300, written([300]).__getitem__)(0, 300)
    with pytest.raises(NotProven):
        tile_of(0, 2, 300)


def written(sizes: list[int]) -> dict[Tile, bytes]:
    """The files of a log that grew to these sizes; each is written once."""
    files: dict[Tile, bytes] = {}
    frontier = Frontier()
    for size in sizes:
        entries = SOME[frontier.size : size]
        growth = grow(frontier, [leaf_hash(entry) for entry in entries])
        fresh = [*grown_bundles(frontier.size, entries, files.__getitem__)]
        fresh += grown_tiles(frontier.size, growth.runs, files.__getitem__)
        assert sorted(tile for tile, _data in fresh) == sorted(tiles_between(frontier.size, size))
        files |= dict(fresh)
        frontier = growth.frontier
    return files


def tiles_between(old: int, new: int) -> list[Tile]:
    """The tiles and bundles that are written when the log grows, entries first: told from its sizes alone.

    Partial tiles of sizes in between are left out: a log serves those of sizes for which it signed a checkpoint.
    """
    if new == old:
        return []
    tiles = row_between(ENTRIES, old, new)
    level = 0
    while new > old:
        tiles += row_between(level, old, new)
        old, new, level = old // WIDTH, new // WIDTH, level + 1
    return tiles


def row_between(level: int, old: int, new: int) -> list[Tile]:
    full = [Tile(level, index) for index in range(old // WIDTH, new // WIDTH)]
    return full + ([Tile(level, new // WIDTH, new % WIDTH)] if new % WIDTH else [])
