"""Keeping a file and reading it again."""

import hashlib
import os
from pathlib import Path

from flask import current_app
from werkzeug.datastructures import FileStorage

from egov.clock import now
from egov.db import db
from egov.errors import NotFound
from egov.files.checks import checked
from egov.files.models import StoredFile

LONGEST_NAME = 120


def keep(sent: FileStorage) -> StoredFile:
    """Keep a file that somebody sent, in the open transaction. Raises BadInput with a sentence.

    The content is on the disk before the row is committed: a row never points at nothing.
    """
    content, media_type = checked(sent.read())
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(digest), content)
    name = Path(sent.filename or "file").name[-LONGEST_NAME:]
    file = StoredFile(name=name, type=media_type, size=len(content), digest=digest, kept_at=now())
    db.session.add(file)
    db.session.flush()
    return file


def stored_file(file_id: int) -> StoredFile:
    """The file with this number. Raises NotFound."""
    file = db.session.get(StoredFile, file_id)
    if file is None:
        raise NotFound()
    return file


def path_of(digest: str) -> Path:
    """Where the content with this digest lies."""
    return Path(current_app.config["FILES_FOLDER"]) / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
