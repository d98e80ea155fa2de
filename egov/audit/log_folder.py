"""Where the public log lies: tiles and the newest checkpoint, as files (C2SP tlog-tiles)."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.merkle import Frontier, frontier_at, grow, leaf_hash
from egov.tlog.note import parse_note
from egov.tlog.tiles import Tile, grown_bundles, grown_tiles, node_reader

CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class LogFolder:
    """A log in a folder. Files come whole or not at all; what is written is on the disk before the next thing is."""

    path: Path

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile. Raises FileNotFoundError."""
        return (self.path / tile.path).read_bytes()

    def write(self, tile: Tile, data: bytes) -> None:
        """Keep a tile."""
        put(self.path / tile.path, data)

    def checkpoint(self) -> str | None:
        """The published signed note, None before the first."""
        try:
            return (self.path / CHECKPOINT).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str) -> None:
        """Publish a signed checkpoint, after everything it vouches for has been written."""
        put(self.path / CHECKPOINT, note.encode())

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
        growth = grow(frontier, [leaf_hash(leaf) for leaf in leaves])
        tiles = dict(grown_bundles(frontier.size, leaves, self.read))
        tiles.update(grown_tiles(frontier.size, growth.runs, self.read))
        put_all({self.path / tile.path: data for tile, data in tiles.items()})
        return growth.frontier


def put(path: Path, data: bytes) -> None:
    """Write a file so that it is on the disk, whole, when this returns; whoever reads meanwhile has the old one."""
    put_all({path: data})


def put_all(files: Mapping[Path, bytes]) -> None:
    """Write files so that all are on the disk when this returns. After a crash each is there whole, or not at all."""
    for path, data in files.items():
        _make(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    for folder in {path.parent for path in files}:
        _sync(folder)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Names of files are on the disk once their folder is (fsync(2)); Windows keeps them by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def log_folder() -> LogFolder:
    """The log of the running application."""
    return LogFolder(Path(current_app.config["LOG_FOLDER"]))
