"""Keeping a file and reading it again."""

import hashlib
from pathlib import Path

from werkzeug.datastructures import FileStorage

from egov.clock import now
from egov.db import db
from egov.errors import NotFound
from egov.files.checks import checked
from egov.files.models import StoredFile
from egov.files.storage import current_storage

LONGEST_NAME = 120


def keep(sent: FileStorage) -> StoredFile:
    """Keep a file that somebody sent, in the open transaction. Raises BadInput or Unavailable with a sentence.

    The content is kept before the row is committed: a row never points at nothing.
    """
    content, media_type = checked(sent.read())
    digest = hashlib.sha256(content).hexdigest()
    current_storage().put(digest, content)
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


def content_of(file: StoredFile) -> bytes:
    """What the file holds. Raises NotFound, or Unavailable where the store does not answer."""
    return current_storage().read(file.digest)
