"""Drafts that nobody has sent, and nobody has touched for ``DRAFTS_KEPT``; no time at all there keeps them for ever."""

from datetime import datetime

from sqlalchemy import func, select

from egov.cases.discarding import discard_left, kept_for, left_since
from egov.clock import now
from egov.db import db, transaction

AT_ONCE = 100


def count_left() -> int:
    """How many drafts have been left for long enough."""
    if not kept_for():
        return 0
    return db.session.scalar(select(func.count()).select_from(left_since(_before()).subquery())) or 0


def discard_all_left() -> int:
    """Empty them, a hundred in a transaction; how many there were."""
    total, done = 0, AT_ONCE if kept_for() else 0
    while done == AT_ONCE:
        with transaction():
            done = discard_left(_before(), AT_ONCE)
        total += done
    return total


def _before() -> datetime:
    return now() - kept_for()
