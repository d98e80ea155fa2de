"""A log in a folder: tiles and the newest checkpoint, as files (C2SP tlog-tiles)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from egov.disk import empty_folder, put_all
from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.merkle import Frontier, frontier_at, grow, leaf_hash
from egov.tlog.note import parse_note
from egov.tlog.tiles import Tile, grown_bundles, grown_tiles, node_reader

CHECKPOINT, STAGING = "checkpoint", ".new"


@dataclass(frozen=True)
class LogFolder:
    """A log in a folder. Files come whole or not at all; what is written is on the disk before the next thing is.

    One process at a time writes it: what lies in the folder ``.new`` is what a crash has left.
    """

    path: Path

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile. Raises FileNotFoundError."""
        return (self.path / tile.path).read_bytes()

    def write(self, tile: Tile, data: bytes) -> None:
        """Keep a tile."""
        self._put_all({self.path / tile.path: data})

    def checkpoint(self) -> str | None:
        """The published signed note, None before the first."""
        try:
            return (self.path / CHECKPOINT).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str) -> None:
        """Publish a signed checkpoint, after everything it vouches for has been written."""
        self._put_all({self.path / CHECKPOINT: note.encode()})

    @property
    def size(self) -> int:
        """How many entries the published checkpoint vouches for."""
        note = self.checkpoint()
        return parse_checkpoint(parse_note(note).text).size if note else 0

    def frontier(self, size: int) -> Frontier:
        """Where the log of this size ends, out of its tiles."""
        return frontier_at(size, node_reader(size, self.read))

    def extend(self, frontier: Frontier, leaves: Sequence[bytes]) -> Frontier:
        """Write the tiles of a log that goes on with these leaves; where it ends then. Nothing is published by it."""
        empty_folder(self.path / STAGING)
        growth = grow(frontier, [leaf_hash(leaf) for leaf in leaves])
        tiles = dict(grown_bundles(frontier.size, leaves, self.read))
        tiles.update(grown_tiles(frontier.size, growth.runs, self.read))
        self._put_all({self.path / tile.path: data for tile, data in tiles.items()})
        return growth.frontier

    def _put_all(self, files: dict[Path, bytes]) -> None:
        put_all(files, self.path / STAGING)
