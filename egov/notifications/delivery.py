"""Delivery: claim a row, send it, mark it. What fails is tried again; a message may leave twice, never not at all."""

import logging
from datetime import timedelta

from sqlalchemy import select

from egov.clock import now
from egov.db import db, transaction
from egov.notifications.channels import current_channels
from egov.notifications.models import OutboxRow

CLAIMED_FOR = timedelta(minutes=1)  # A delivery asks a mail server eleven things at most, and each may take 5 s.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 128  # About five days, the patience that RFC 5321 (4.5.4.1) asks of a mail server.

DUE = (
    select(OutboxRow)
    .where(OutboxRow.sent_at.is_(None), OutboxRow.attempts < MOST_ATTEMPTS)
    .order_by(OutboxRow.next_attempt_at, OutboxRow.id)
    .limit(1)
)

log = logging.getLogger(__name__)


def deliver_due(limit: int = 50) -> int:
    """Try to send what is due, at most ``limit`` messages, and tell how many have left."""
    sent = 0
    for _turn in range(limit):
        row = _claim()
        if row is None:
            break
        sent += _deliver(row)
    return sent


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 16)), LONGEST_PAUSE)


def _claim() -> OutboxRow | None:
    """Take the next due row: for a minute nobody else does. A crash after this is only a late message."""
    due = DUE.where(OutboxRow.next_attempt_at <= now())
    if db.session.scalar(due) is None:  # A look costs nothing; a transaction locks the whole of SQLite.
        return None
    with transaction() as session:
        row = session.scalar(due.with_for_update(skip_locked=True))
        if row is not None:
            row.attempts += 1
            row.next_attempt_at = now() + CLAIMED_FOR
    return row


def _deliver(row: OutboxRow) -> bool:
    try:
        current_channels()[row.channel].send(row)
    except Exception as problem:  # Whatever is wrong with one message, the others must not wait for it.
        log.warning("%s %s was not sent at attempt %s: %s", row.channel, row.id, row.attempts, type(problem).__name__)
        _mark(row, error=f"{type(problem).__name__}: {problem}")
        return False
    _mark(row, error="")
    return True


def _mark(row: OutboxRow, *, error: str) -> None:
    """Write down how it went: sent, where there was no error."""
    with transaction():
        row.last_error = error
        if error:
            row.next_attempt_at = now() + pause_after(row.attempts)
        else:
            row.sent_at = now()
