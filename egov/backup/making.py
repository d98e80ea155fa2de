"""Making a backup while everybody goes on working."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import current_app

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import origin
from egov.audit.operations import SYSTEM, About, record
from egov.backup.contents import CHECKPOINT, DATABASE, FILES, KEYS, Manifest, Writer, written_to
from egov.backup.envelope import SHORTEST_PASSPHRASE, BackupProblem
from egov.backup.snapshots import Snapshot, snapshot_in
from egov.clock import now
from egov.db import db, transaction
from egov.disk import sync
from egov.errors import NotFound
from egov.files.storage import current_storage
from egov.texts import N_
from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.errors import LogProblem
from egov.tlog.note import parse_note

UNFINISHED, FINISHED = ".egov-backup-", ".backup"
KEEPING = N_("keeping a copy for an emergency")


@dataclass(frozen=True)
class Made:
    """A finished backup: where, how large (bytes), and what is in it."""

    path: Path
    size: int
    manifest: Manifest


def place_for(target: Path) -> Path:
    """The file of a new backup: in a folder it is named by the moment.

    Raises BackupProblem for what is no folder and is not named like a backup: a nightly one, whose folder nobody has
    made yet, would become a file of the folder's name.
    """
    if target.is_dir():
        return target / f"egov-{now():%Y%m%d-%H%M%S}{FINISHED}"
    if not target.name.endswith(FINISHED):
        raise BackupProblem(
            f"{target} is no folder. Make that folder first, or name a new file that ends with {FINISHED}."
        )
    return target


def make_backup(target: Path, passphrase: str) -> Made:
    """Write everything into a new file, which only its owner can read.

    Until it is complete it lies in a folder of its own beside its place, with a copy of the database that is not
    encrypted. Raises BackupProblem; egov.errors.Unavailable where the file store does not answer; OSError.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise BackupProblem(f"The passphrase is too short. Choose at least {SHORTEST_PASSPHRASE} characters.")
    if target.exists():
        raise BackupProblem(f"{target} exists already. Name a new file.")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=UNFINISHED) as name:
        unfinished = Path(name) / "backup"
        manifest = _write(unfinished, passphrase)
        os.rename(unfinished, target)
    sync(target.absolute().parent)
    return Made(target, target.stat().st_size, manifest)


def note_backup(made: Made) -> None:
    """Write into the audit log that there is a backup; ``egov doctor`` looks for it there."""
    listed = {"bytes": made.size, "rows": made.manifest.rows, "files": made.manifest.files}
    with transaction():
        record(SYSTEM, "backup_made", About(), purpose=KEEPING, details=listed)


def left_over(target: Path) -> list[Path]:
    """Folders beside a target that backups have left which were interrupted, or that others are just writing."""
    return sorted(target.absolute().parent.glob(f"{UNFINISHED}*"))


def _write(path: Path, passphrase: str) -> Manifest:
    made_at = now().isoformat(timespec="seconds")
    # The checkpoint comes before the database, which then knows all that the checkpoint vouches for.
    note, entries = _published()
    snapshot = snapshot_in(path.parent)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with written_to(file, passphrase) as writer:
            writer.add_file(DATABASE, snapshot.path)
            if note:
                writer.add(CHECKPOINT, note.encode())
            for key in keys_in(Path(current_app.config["KEYS_FOLDER"])):
                writer.add(KEYS + key.name, key.read_bytes())
            missing = [*_add_files(writer, snapshot)]
            manifest = Manifest(
                made_at=made_at,
                dialect=db.engine.dialect.name,
                schema=snapshot.schema,
                rows=snapshot.rows,
                files=len(snapshot.digests) - len(missing),
                origin=origin(),
                entries=entries,
                missing=missing,
            )
            writer.add_manifest(manifest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _published() -> tuple[str, int]:
    """The signed checkpoint that the world is shown, empty before the first, and how many entries it vouches for."""
    try:
        note = log_folder().checkpoint()
        return (note, parse_checkpoint(parse_note(note).text).size) if note else ("", 0)
    except (LogProblem, UnicodeError) as problem:
        raise BackupProblem(
            "The published checkpoint of the log cannot be read. Call the auditor, and look at it: egov audit verify."
        ) from problem


def keys_in(folder: Path) -> list[Path]:
    """The keys of an installation; what a process is just writing begins with a dot."""
    return sorted(path for path in folder.glob("[!.]*") if path.is_file())


def _add_files(writer: Writer, snapshot: Snapshot) -> Iterator[str]:
    """Add all files; the digests of those that are lost or spoilt. A file is kept before the row that names it."""
    for digest in snapshot.digests:
        try:
            content = current_storage().read(digest)
        except NotFound:
            yield digest
            continue
        if sha256(content).hexdigest() == digest:
            writer.add(FILES + digest, content)
        else:
            yield digest
