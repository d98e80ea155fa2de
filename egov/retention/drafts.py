"""Drafts that nobody has sent, and nobody has touched for ``DRAFTS_KEPT``; no time at all there keeps them for ever."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from egov.cases.discarding import discard_left, left_since
from egov.clock import now
from egov.db import db, transaction

AT_ONCE = 100


def kept_for() -> timedelta:
    """For how long a draft is kept after its last change."""
    time: timedelta = current_app.config["DRAFTS_KEPT"]
    return time


def count_left() -> int:
    """How many drafts have been left for long enough."""
    if not kept_for():
        return 0
    return db.session.scalar(select(func.count()).select_from(left_since(_before()).subquery())) or 0


def discard_all_left() -> int:
    """Empty them, a hundred in a transaction; how many there were."""
    total = 0
    while kept_for():
        with transaction():
            done = discard_left(_before(), AT_ONCE)
        total += done
        if done < AT_ONCE:
            break
    return total


def _before() -> datetime:
    return now() - kept_for()
