"""What lies in a backup: the parts of a tar stream, by their names, and the list that ends it."""

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from egov.backup.envelope import BackupProblem, Opening, Sealing

DATABASE, CHECKPOINT, MANIFEST = "database", "checkpoint", "manifest.json"
KEYS, FILES = "keys/", "files/"


@dataclass(frozen=True)
class Manifest:
    """What was backed up, and when (ISO 8601): ``rows`` of a database of this ``dialect`` and ``schema``, so many
    ``files``, and a log named ``origin`` whose published checkpoint had ``entries``.

    ``missing`` are the digests of files that the database names, and that were lost or spoilt before the backup.
    """

    made_at: str
    dialect: str
    schema: str
    rows: int
    files: int
    origin: str
    entries: int
    missing: list[str] = field(default_factory=list)


class Writer:
    """Puts parts into the stream, one after the other."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, content: bytes) -> None:
        self._add(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self._add(name, path.stat().st_size, file)

    def add_manifest(self, manifest: Manifest) -> None:
        """End the list of parts: a stream without it is no backup."""
        self.add(MANIFEST, json.dumps(asdict(manifest)).encode())

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        part = tarfile.TarInfo(name)
        part.size, part.mode = size, 0o600
        self._tar.addfile(part, content)


@contextmanager
def written_to(target: BinaryIO, passphrase: str) -> Iterator[Writer]:
    """Parts for ``target``, which is complete at the end of the block."""
    sealing = Sealing(target, passphrase)
    with tarfile.open(fileobj=sealing, mode="w|") as tar:
        yield Writer(tar)
    sealing.finish()


def parts_of(source: BinaryIO, passphrase: str) -> Iterator[tuple[str, IO[bytes]]]:
    """The parts with their names, each to be read before the next. Raises BackupProblem for all that is wrong."""
    opening = io.BufferedReader(Opening(source, passphrase))
    try:
        with tarfile.open(fileobj=opening, mode="r|") as tar:
            for part in tar:
                content = tar.extractfile(part)
                if content is not None:
                    yield part.name, content
    except tarfile.TarError as problem:
        raise BackupProblem(f"What is in the backup cannot be read: {problem}") from problem
    while opening.read(io.DEFAULT_BUFFER_SIZE):  # so that the end is there too
        pass


def manifest_in(content: bytes) -> Manifest:
    """The list at the end of a backup."""
    return Manifest(**json.loads(content))
