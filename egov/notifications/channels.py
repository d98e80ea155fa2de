"""The ways out of the building. Each real one has a twin for the demonstration that writes files and a line."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol, cast

import requests
from flask import Flask, current_app

from egov.country.pack import current_pack
from egov.notifications.models import OutboxRow
from egov.notifications.signatures import HEADER, sign
from egov.notifications.smtp import MailServer, read_smtp_url

SECONDS = 5  # Whoever does not answer a question in that time is asked again later.

log = logging.getLogger(__name__)


class Channel(Protocol):
    """A way out. Whatever it raises means: not sent, try again later."""

    def send(self, row: OutboxRow) -> None: ...


@dataclass(frozen=True)
class ConsoleAndFileChannel:
    """E-mail of the demonstration: an ``.eml`` file, which every mail program opens, and a line on the console."""

    folder: Path
    sender: str

    def send(self, row: OutboxRow) -> None:
        path = file_of(row, self.folder, "eml")
        path.write_bytes(bytes(compose(row, self.sender)))
        log.info("an e-mail lies in %s", path)


@dataclass(frozen=True)
class SmtpChannel:
    """E-mail through a mail server."""

    server: MailServer
    sender: str

    def send(self, row: OutboxRow) -> None:
        with self.server.connect(SECONDS) as connection:
            connection.send_message(compose(row, self.sender))


@dataclass(frozen=True)
class SmsConsole:
    """SMS of the demonstration: a text file and a line on the console."""

    folder: Path

    def send(self, row: OutboxRow) -> None:
        path = file_of(row, self.folder, "sms.txt")
        path.write_text(f"{row.recipient}\n{row.body}\n", encoding="utf-8")
        log.info("an SMS lies in %s", path)


@dataclass(frozen=True)
class CallbackChannel:
    """A signed JSON body posted to a machine. No redirect is followed: a signed word goes where it was meant."""

    secret: str

    def send(self, row: OutboxRow) -> None:
        answer = requests.post(
            row.recipient,
            data=row.body.encode(),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": name_of(row),
                HEADER: sign(row.body, self.secret),
            },
            timeout=SECONDS,
            allow_redirects=False,
        )
        if answer.status_code >= 300:
            raise requests.HTTPError(f"{row.recipient} answered {answer.status_code}", response=answer)


def compose(row: OutboxRow, sender: str) -> EmailMessage:
    """The e-mail for a row, to one address, in its language (RFC 3282), marked as written by a machine (RFC 3834)."""
    address, to = Address(addr_spec=sender), row.recipient.rpartition("@")
    message = EmailMessage()
    message["From"] = Address(current_pack().name.in_language(row.language), address.username, address.domain)
    message["To"] = Address("", to[0], to[2])  # a comma in it does not make it two
    message["Subject"] = row.subject
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = f"<{name_of(row)}@{address.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body, charset="utf-8")  # forgets all Content headers that were set before
    message["Content-Language"] = row.language
    return message


def name_of(row: OutboxRow) -> str:
    """A name made from the key: a message sent twice bears it twice, so that the receiver can drop the second."""
    return hashlib.sha256(row.key.encode()).hexdigest()[:32]


def file_of(row: OutboxRow, folder: Path, ending: str) -> Path:
    """Where the demonstration keeps a message; the names sort by time."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{row.created_at:%Y%m%d-%H%M%S}-{row.id}.{ending}"


def init_notifications(app: Flask) -> None:
    """Choose the channels: a mail server where ``SMTP_URL`` names one. Raises Misconfigured."""
    folder, sender, url = Path(app.config["MAIL_FOLDER"]), app.config["MAIL_FROM"], app.config["SMTP_URL"]
    app.extensions["channels"] = {
        "email": SmtpChannel(read_smtp_url(url), sender) if url else ConsoleAndFileChannel(folder, sender),
        "sms": SmsConsole(folder),
        "callback": CallbackChannel(app.config["PAYMENT_SECRET"]),
    }


def current_channels() -> Mapping[str, Channel]:
    """The channels of the running application by name."""
    return cast(Mapping[str, Channel], current_app.extensions["channels"])
