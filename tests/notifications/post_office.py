"""What the tests of this room work with: the application's outbox, and a mail server of their own."""

from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from egov.clock import clock
from egov.db import db, transaction
from egov.notifications.channels import init_notifications
from egov.notifications.models import OutboxRow
from egov.notifications.operations import Letter, notify
from egov.texts import Text, _

READY = _("Test: your licence is ready")


@dataclass
class PostOffice:
    """The application with its outbox: what tests do to it and see of it."""

    app: Flask
    folder: Path

    def write(
        self,
        subject: Text = READY,
        *,
        email: str = "amina@example.org",
        phone: str = "",
        language: str = "en",
    ) -> None:
        """Put a letter to Amina into the outbox."""
        body = _("Test: you can fetch it at any time.")
        with transaction():
            notify(Letter(email, phone, language, subject, body, "DOG-2026-000001"))

    def use(self, **config: str) -> None:
        """Choose the channels anew, by configuration."""
        self.app.config.update(config)
        init_notifications(self.app)

    def rows(self) -> list[OutboxRow]:
        db.session.rollback()
        return list(db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def emails(self) -> list[EmailMessage]:
        """The letters in the mail folder, the oldest first."""
        return [read_email(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"))]

    def wait(self, seconds: float) -> None:
        clock.offset += timedelta(seconds=seconds)


@dataclass
class MailServer:
    """A real mail server that keeps what it gets. ``refusals`` is how many letters it turns away first."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    refusals: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refusals:
            self.refusals -= 1
            return "451 Try again later"
        self.received.append(read_email(cast(bytes, envelope.content)))
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def controller(self) -> Controller:
        return Controller(self, hostname="127.0.0.1", port=self.port)


def read_email(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)
