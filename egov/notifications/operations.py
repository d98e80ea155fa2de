"""Putting messages into the outbox, inside the transaction of the deed they tell of."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from egov.clock import now
from egov.db import db
from egov.notifications.models import OutboxRow
from egov.texts import Text, use_language


@dataclass(frozen=True)
class Letter:
    """What a person is told, in his language; an empty address or number means: not that way."""

    to_email: str
    to_phone: str
    language: str
    subject: Text
    body: Text
    case_reference: str = ""


def notify(letter: Letter) -> None:
    """Put a letter into the outbox as e-mail, as SMS, or both. It leaves after the commit, or not at all."""
    with use_language(letter.language):
        subject, body = str(letter.subject), str(letter.body)
    for channel, address in (("email", letter.to_email), ("sms", letter.to_phone)):
        if address:
            row = enqueue(channel, address, subject=subject, body=body)
            row.language = letter.language
            row.case_reference = letter.case_reference


def enqueue(channel: str, to: str, *, subject: str = "", body: str, key: str = "") -> OutboxRow:
    """Put a message into the outbox, to leave after the commit; a known ``key`` is not put there again."""
    known = db.session.scalar(select(OutboxRow).where(OutboxRow.key == key)) if key else None
    if known:
        return known
    row = OutboxRow(
        channel=channel,
        recipient=to,
        subject=subject,
        body=body,
        key=key or secrets.token_hex(16),
        created_at=now(),
        next_attempt_at=now(),
    )
    db.session.add(row)
    return row
