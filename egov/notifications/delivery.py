"""Delivery: claim a row, send it, mark it. What fails is tried again; a message may leave twice, never not at all."""

import logging
from datetime import timedelta

from sqlalchemy import bindparam, select, update

from egov.clock import now
from egov.columns import table_of
from egov.db import db, transaction
from egov.notifications.channels import current_channels
from egov.notifications.models import OutboxRow

CLAIMED_FOR = timedelta(minutes=1)  # A delivery asks a mail server eleven things at most, and each may take 5 s.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 128  # About five days, the patience that RFC 5321 (4.5.4.1) asks of a mail server.
PORTION = 50  # Messages that are sent at once, before somebody looks whether to stop.

OUTBOX = table_of(OutboxRow)
DUE = (
    select(OUTBOX.c.id)
    .where(OUTBOX.c.sent_at.is_(None), OUTBOX.c.attempts < MOST_ATTEMPTS)
    .where(OUTBOX.c.next_attempt_at <= bindparam("at", type_=OUTBOX.c.next_attempt_at.type))
    .order_by(OUTBOX.c.next_attempt_at, OUTBOX.c.id)
    .limit(1)
)
CLAIM = (
    update(OUTBOX)
    .where(OUTBOX.c.id == DUE.with_for_update(skip_locked=True).scalar_subquery())
    .values(attempts=OUTBOX.c.attempts + 1, next_attempt_at=bindparam("until"))
    .returning(*OUTBOX.c)
)

log = logging.getLogger(__name__)


def deliver_due(limit: int = PORTION) -> int:
    """Try to send what is due, at most ``limit`` messages, and tell how many have left.

    How one went is written down together with the claim of the next: each commit is a wait for the disk.
    """
    if db.session.scalar(DUE, {"at": now()}) is None:  # A look costs nothing; a transaction locks the whole of SQLite.
        return 0
    sent, row, error = 0, None, ""
    for turn in range(limit + 1):
        with transaction():
            if row:
                _mark(row, error)
            row = _claim() if turn < limit else None
        if row is None:
            break
        error = _send(row)
        sent += not error
    return sent


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 16)), LONGEST_PAUSE)


def _claim() -> OutboxRow | None:
    """Take the next due row: for a minute nobody else does. A crash after this is only a late message."""
    found = db.session.execute(CLAIM, {"at": now(), "until": now() + CLAIMED_FOR}).mappings().first()
    return OutboxRow(**found) if found else None


def _send(row: OutboxRow) -> str:
    """What went wrong; nothing, where the message has left."""
    try:
        current_channels()[row.channel].send(row)
    except Exception as problem:  # Whatever is wrong with one message, the others must not wait for it.
        log.warning("%s %s was not sent at attempt %s: %s", row.channel, row.id, row.attempts, type(problem).__name__)
        return f"{type(problem).__name__}: {problem}"
    return ""


def _mark(row: OutboxRow, error: str) -> None:
    """Write down how it went: sent, where there was no error."""
    how = {"next_attempt_at": now() + pause_after(row.attempts)} if error else {"sent_at": now()}
    db.session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(last_error=error, **how))
