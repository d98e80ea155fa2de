"""The mail server named by ``SMTP_URL``."""

import smtplib
import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from egov.errors import Misconfigured

PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409 and RFC 8314.


@dataclass(frozen=True)
class MailServer:
    """``smtps`` speaks TLS from the first byte; ``smtp`` turns to it by STARTTLS where the server offers it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def connect(self, seconds: float) -> smtplib.SMTP:
        """An open connection, signed in where a user is named; no password ever travels in the clear."""
        tls = ssl.create_default_context()
        if self.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=seconds, context=tls)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=seconds)
        try:
            self._prepare(connection, tls)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: smtplib.SMTP, tls: ssl.SSLContext) -> None:
        connection.ehlo()
        private = self.scheme == "smtps"
        if not private and connection.has_extn("starttls"):
            connection.starttls(context=tls)
            private = True
        if self.user and not private:
            raise smtplib.SMTPNotSupportedError(f"{self.host} offers no STARTTLS: the password was not sent.")
        if self.user:
            connection.login(self.user, self.password)


def read_smtp_url(url: str) -> MailServer:
    """The server in ``smtp://user:password@host:port`` or ``smtps://...``. Raises Misconfigured."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or not _has_port(parts):
        raise Misconfigured('SMTP_URL names no mail server. Write for example "smtp://user:password@mail.example.org".')
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _has_port(parts: SplitResult) -> bool:
    """Whether the port can be used: none, or a number."""
    try:
        return parts.port != 0
    except ValueError:
        return False
