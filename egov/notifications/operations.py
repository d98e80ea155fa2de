"""Putting messages into the outbox, inside the transaction of the deed they tell of."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from egov.clock import now
from egov.columns import table_of
from egov.db import db
from egov.notifications.models import OutboxRow
from egov.texts import Text, use_language

OUTBOX = table_of(OutboxRow)


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
        words = {"subject": str(letter.subject), "body": str(letter.body)}
    about = {"language": letter.language, "case_reference": letter.case_reference}
    ways = (("email", letter.to_email), ("sms", letter.to_phone))
    _put([_message(channel, address) | words | about for channel, address in ways if address])


def enqueue(channel: str, to: str, *, body: str, key: str = "", wait: timedelta = timedelta()) -> None:
    """Put a message into the outbox, to leave so long after the commit; a known ``key`` is not put there twice."""
    if key and db.session.scalar(select(OUTBOX.c.id).where(OUTBOX.c.key == key)):
        return
    message = _message(channel, to)
    _put([message | {"body": body, "key": key or message["key"], "next_attempt_at": message["created_at"] + wait}])


def _message(channel: str, to: str) -> dict[str, Any]:
    moment = now()
    return {
        "channel": channel,
        "recipient": to,
        "key": secrets.token_hex(16),
        "created_at": moment,
        "next_attempt_at": moment,
    }


def _put(messages: list[dict[str, Any]]) -> None:
    """As plain rows: no session needs them as objects."""
    if messages:
        db.session.execute(insert(OUTBOX), messages)
