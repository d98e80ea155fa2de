"""Which files are named in what is stored, and letting go of them; their contents are cleared away later."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete

from egov.db import db
from egov.files.models import StoredFile

FILE = {"id", "name", "type", "size"}  # what an answer says of a file that is kept (egov/forms/uploads.py)


def files_in(stored: Any) -> Iterator[int]:
    """The numbers of the files that are named somewhere in answers or messages."""
    if isinstance(stored, Mapping):
        if stored.keys() >= FILE:
            yield stored["id"]
        for value in stored.values():
            yield from files_in(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from files_in(value)


def let_go(stored: Any) -> None:
    """Delete the rows of the files that are named there, in the open transaction."""
    query = delete(StoredFile).where(StoredFile.id.in_({*files_in(stored)}))
    db.session.execute(query.execution_options(synchronize_session=False))
