"""The e-mails of a running demonstration, as they lie in its mail folder."""

import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.support.server import Server

SLOWEST_POST = 15  # seconds: the outbox is emptied each second, on a machine that does other work at the same time


def letter(server: Server, to: str, *words: str) -> str:
    """The text of the e-mail to an address with all these words in it, as soon as it has been sent."""
    folder = Path(server.env["FLASK_MAIL_FOLDER"])
    last_moment = time.monotonic() + SLOWEST_POST
    while time.monotonic() < last_moment:
        for text in map(_text, sorted(folder.glob("*.eml"))):
            if f"To: {to}" in text and all(word in text for word in words):
                return text
        time.sleep(0.05)
    raise AssertionError(f"no letter to {to} with {words}: {[_text(path)[:300] for path in folder.glob('*.eml')]}")


def _text(path: Path) -> str:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    return f"To: {message['To']}\nSubject: {message['Subject']}\n\n{message.get_content()}" if message["To"] else ""
