"""Files that are on the disk, whole, when a function returns; and locks that the system frees when their holder dies.

It needs the standard library alone: the witness, a program for other organisations, is made of it too.
"""

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def put(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that it is on the disk, whole, when this returns; whoever reads meanwhile has the old one."""
    put_all({path: data}, path.parent, mode=mode)


def put_all(files: Mapping[Path, bytes], staging: Path, *, mode: int = 0o644) -> None:
    """Write files so that all are on the disk when this returns. After a crash each is there whole, or not at all.

    They are written in the folder ``staging`` of the same file system, where a crash leaves what was not finished.
    ``mode`` says who may open them; until they have their names it is their owner alone.
    """
    make_folder(staging)
    for path, data in files.items():
        make_folder(path.parent)
        unfinished = _written(data, staging)
        os.chmod(unfinished, mode)
        os.replace(unfinished, path)
    for folder in {path.parent for path in files}:
        sync(folder)


def secret(path: Path) -> str:
    """The secret kept in this file (URL-safe text, 256 bits), made at the first start, readable by its owner alone.

    The file comes whole or not at all: of several processes that start together, all read what the first one wrote.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _name_once(_written(secrets.token_urlsafe(32).encode(), path.parent), path)
        sync(path.parent)
    return path.read_text(encoding="ascii")


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, on the disk."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def empty_folder(folder: Path) -> None:
    """Delete the files in a folder, if there is one."""
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            path.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Have the names in a folder on the disk (fsync(2)); Windows keeps them by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def only_one(path: Path) -> Iterator[bool]:
    """Whether nobody else is inside the block with this file; a lock of SQLite, which every system has."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        yield _taken(connection)
    finally:
        connection.close()


def _taken(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _written(data: bytes, folder: Path) -> str:
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk must not be filled with beginnings
        os.unlink(unfinished)
        raise
    return unfinished


def _name_once(unfinished: str, path: Path) -> None:
    """Give a finished file its name, unless another process was faster."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links, as on a pen drive: one process alone is at work there
        os.replace(unfinished, path)
        return
    os.unlink(unfinished)
