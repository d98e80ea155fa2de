"""Bringing an installation back: everything is looked through before anything is written."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import inspect, select, text

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import origin
from egov.audit.models import Entry
from egov.backup import postgresql
from egov.backup.contents import CHECKPOINT, DATABASE, FILES, KEYS, MANIFEST, Manifest, manifest_in, parts_of
from egov.backup.envelope import BackupProblem
from egov.backup.making import keys_in
from egov.db import db, transaction
from egov.disk import put, sync
from egov.files.storage import current_storage
from egov.schema import VERSION_TABLE, newest_schema
from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.merkle import Frontier
from egov.tlog.note import parse_note

AT_ONCE = 4096  # leaves
BORN_AT_A_START = ("secret_key", "payment_secret", "oidc_client_secret")  # each command of ours makes them


@dataclass
class Contents:
    """What a backup holds beside database and files: its list, the keys by name, and the checkpoint, if any."""

    manifest: Manifest
    keys: dict[str, bytes] = field(default_factory=dict)
    note: str = ""


def look_through(backup: Path, passphrase: str) -> Contents:
    """Read the whole backup and check each part of it. Writes nothing. Raises BackupProblem; OSError."""
    manifest, keys, note, files, database = None, dict[str, bytes](), "", 0, 0
    with backup.open("rb") as source:
        for name, part in parts_of(source, passphrase):
            if name == DATABASE:
                database += 1
            elif name == CHECKPOINT:
                note = part.read().decode()
            elif name == MANIFEST:
                manifest = manifest_in(part.read())
            elif name == KEYS + Path(name).name:
                keys[Path(name).name] = part.read()
            else:
                _sound(name, part)
                files += 1
    if manifest is None or database != 1 or manifest.files != files:
        raise BackupProblem("The backup was never finished: parts of it are missing. Take another one.")
    return Contents(manifest, keys, note)


def restore_backup(backup: Path, passphrase: str) -> Contents:
    """Bring everything into the empty installation of the settings.

    Files and keys come first, and are the same if they come twice; then the database, all of it or nothing; then the
    log. It is not whole before ``call_whole``. Raises BackupProblem; egov.errors.Unavailable where the file store does
    not answer; OSError.
    """
    _check_empty()
    contents = look_through(backup, passphrase)
    _check_fits(contents.manifest)
    _check_keys(contents.keys)
    with tempfile.TemporaryDirectory(dir=_folder_of_database(), prefix=".egov-restore-") as name:
        database = Path(name) / DATABASE
        with backup.open("rb") as source:
            for part_name, part in parts_of(source, passphrase):
                if part_name == DATABASE:
                    _copy(part, database)
                elif part_name.startswith(FILES):
                    _keep_file(*_sound(part_name, part))
                elif part_name == MANIFEST and manifest_in(part.read()) != contents.manifest:
                    raise BackupProblem("Somebody has put another backup in its place meanwhile. Begin again.")
        _keep_keys(contents.keys)
        _load(database)
    if contents.note:
        _rebuild_log(contents.note)
    return contents


def call_whole() -> None:
    """Write the version of the schema, which the database in a backup has not, and without which none is whole."""
    with transaction() as session:
        session.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:schema)"), {"schema": newest_schema()})  # noqa: S608  a constant


def _check_fits(manifest: Manifest) -> None:
    here, schema = db.engine.dialect.name, newest_schema()
    if manifest.dialect != here:
        raise BackupProblem(
            f"The backup is of a {manifest.dialect} database, and DATABASE_URL names one of {here}. Restore it on "
            f"{manifest.dialect}; afterwards egov move can bring it from SQLite to PostgreSQL."
        )
    if manifest.schema != schema:
        raise BackupProblem(
            f"The backup has the schema {manifest.schema}, and this program needs {schema}. Restore it with the "
            "release that made it, and upgrade then."
        )
    if manifest.origin != origin():
        raise BackupProblem(
            f"The log in the backup is called {manifest.origin}, and the settings here call it {origin()}. "
            f"Set FLASK_BASE_URL to what it was, or FLASK_LOG_ORIGIN to {manifest.origin}."
        )


def _check_empty() -> None:
    """Raises BackupProblem where there is an installation already."""
    if _has_tables():
        raise BackupProblem(
            "The database of DATABASE_URL is not empty. Name a new one, without tables: the backup brings them."
        )
    if log_folder().checkpoint() is not None:
        raise BackupProblem(
            f"There is a published log in {log_folder().path}. Move it away, and keep it: it shows what happened "
            "after the backup."
        )


def _check_keys(keys: dict[str, bytes]) -> None:
    """Raises BackupProblem where another key would be overwritten."""
    for path in keys_in(Path(current_app.config["KEYS_FOLDER"])):
        if path.name not in BORN_AT_A_START and path.read_bytes() != keys.get(path.name):
            raise BackupProblem(f"The key {path} is not the one in the backup. Move the folder away, and keep it.")


def _has_tables() -> bool:
    if db.engine.dialect.name == "sqlite" and not Path(str(db.engine.url.database)).exists():
        return False  # to connect would make the file
    try:
        return bool(inspect(db.reading).get_table_names())
    finally:
        db.engine.dispose()


def _folder_of_database() -> Path | None:
    """Where a SQLite file takes its place from; otherwise the folder of the system for what is not kept."""
    return Path(str(db.engine.url.database)).absolute().parent if db.engine.dialect.name == "sqlite" else None


def _sound(name: str, part: IO[bytes]) -> tuple[str, bytes]:
    digest, content = name.removeprefix(FILES), part.read()
    if sha256(content).hexdigest() != digest:
        raise BackupProblem(f"The backup has a part that this program does not know: {name}.")
    return digest, content


def _keep_file(digest: str, content: bytes) -> None:
    """Keep a file; one that is there under its digest already must be the same."""
    storage = current_storage()
    storage.put(digest, content)
    if storage.read(digest) != content:
        raise BackupProblem(f"The file {digest} is there already and is damaged. Empty FILES_FOLDER.")


def _keep_keys(keys: dict[str, bytes]) -> None:
    folder = Path(current_app.config["KEYS_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in keys.items():
        put(folder / name, key, mode=0o600)


def _copy(part: IO[bytes], path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(part, file)
        file.flush()
        os.fsync(file.fileno())


def _load(database: Path) -> None:
    load: dict[str, Callable[[Path], None]] = {"sqlite": _load_sqlite, "postgresql": _load_postgresql}
    load[db.engine.dialect.name](database)


def _load_sqlite(database: Path) -> None:
    path = Path(str(db.engine.url.database))
    for leftover in (f"{path}-wal", f"{path}-shm"):
        Path(leftover).unlink(missing_ok=True)
    os.replace(database, path)
    sync(path.absolute().parent)


def _load_postgresql(database: Path) -> None:
    postgresql.load(db.engine, database)
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))  # who plans without knowing the tables takes 30 s for the page of a case


def _rebuild_log(note: str) -> None:
    """Make the tiles anew out of the leaves in the database, and publish what they prove to be the same log."""
    folder, checkpoint = log_folder(), parse_checkpoint(parse_note(note).text)
    frontier = Frontier()
    with closing(db.session) as session:
        while frontier.size < checkpoint.size:
            last = min(frontier.size + AT_ONCE, checkpoint.size)
            places = Entry.log_index.between(frontier.size, last - 1)
            leaves = session.scalars(select(Entry.leaf).where(places).order_by(Entry.log_index)).all()
            frontier = folder.extend(frontier, [leaf or b"" for leaf in leaves])
            if frontier.size != last:
                break
    if (frontier.size, frontier.root) != (checkpoint.size, checkpoint.root):
        raise BackupProblem(
            "Database, files and keys are back, but the database is not what the published log vouched for when the "
            "backup was made. Do not start the worker. Call the auditor, and look at it: egov audit verify."
        )
    folder.publish(note)
