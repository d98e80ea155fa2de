"""Contents in the store of files that no row names: of cases that were disposed of, and of what was refused."""

from datetime import timedelta

from sqlalchemy import select

from egov.db import db
from egov.files.models import StoredFile
from egov.files.storage import current_storage
from egov.identity.sessions import wall_time

YOUNG = timedelta(days=1)  # whoever sends a file is done with it long before
AT_ONCE = 500


def clear_store() -> int:
    """Clear away what nothing names; how many contents there were. What came within a day is left: its row may come."""
    storage, cleared = current_storage(), 0
    portion: list[str] = []
    before = wall_time() - YOUNG
    for digest in storage.kept_before(before):
        portion.append(digest)
        if len(portion) == AT_ONCE:
            cleared += _clear(portion)
            portion = []
    return cleared + _clear(portion)


def _clear(digests: list[str]) -> int:
    named = set(db.session.scalars(select(StoredFile.digest).where(StoredFile.digest.in_(digests))))
    unnamed = [digest for digest in digests if digest not in named]
    before = wall_time() - YOUNG
    return sum(current_storage().drop(digest, before) for digest in unnamed)
