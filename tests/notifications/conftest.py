import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.notifications.post_office import MailServer, PostOffice


@pytest.fixture
def post_office(app: Flask, tmp_path: Path) -> Iterator[PostOffice]:
    folder = tmp_path / "mail"
    with app.app_context():
        office = PostOffice(app, folder)
        office.use(MAIL_FOLDER=str(folder), MAIL_FROM="no-reply@meridia.example.org", SMTP_URL="")
        yield office


@pytest.fixture
def mail_server() -> MailServer:
    """A mail server that is not running yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return MailServer(probe.getsockname()[1])
