"""Keeping a file and reading it again."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from werkzeug.datastructures import FileStorage

from egov.clock import now
from egov.db import db
from egov.errors import NotFound
from egov.files.checks import checked
from egov.files.models import StoredFile
from egov.files.storage import current_storage

LONGEST_NAME = 120


@dataclass(frozen=True)
class Received:
    """A file that somebody sent, whose content was checked and put into the store under its digest."""

    name: str
    type: str
    size: int
    digest: str


def receive(sent: FileStorage) -> Received:
    """Check a file and put its content away: before the transaction that keeps it, since a picture is drawn anew and
    a store may be far, and nobody else could write meanwhile. Raises BadInput or Unavailable with a sentence."""
    content, media_type = checked(sent.read())
    digest = hashlib.sha256(content).hexdigest()
    current_storage().put(digest, content)
    name = Path(sent.filename or "file").name[-LONGEST_NAME:]
    return Received(name, media_type, len(content), digest)


def keep(received: Received) -> StoredFile:
    """Keep a file, in the open transaction. Its content is in the store already: a row never points at nothing."""
    file = StoredFile(**asdict(received), kept_at=now())
    db.session.add(file)
    db.session.flush()
    return file


def stored_file(file_id: int) -> StoredFile:
    """The file with this number. Raises NotFound."""
    file = db.session.get(StoredFile, file_id)
    if file is None:
        raise NotFound()
    return file


def content_of(file: StoredFile) -> bytes:
    """What the file holds. Raises NotFound, or Unavailable where the store does not answer."""
    return current_storage().read(file.digest)
