"""Requests that no library would send, written to a socket byte by byte."""

from __future__ import annotations

import re
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

HOST = b"Host: localhost\r\n"
END = b"\r\n\r\n"
HIDDEN = b"GET /demo-smuggled HTTP/1.1\r\n" + HOST + b"\r\n"  # a second request that hides in the body of the first
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
SLOW = 12  # more than the server has threads

LINES = (
    b"", b"\r\n\r\n", b"GET", b"GET /", b"GET / HTTP/9.9", b"GET / HTTP/1.1 x", b"GET  /  HTTP/1.1",
    b"\x16\x03\x01\x02\x00\x01",
    b"get / http/1.1", b"PRI * HTTP/2.0", b"GET http://evil.example/ HTTP/1.1", b"CONNECT evil.example:443 HTTP/1.1",
    b"OPTIONS * HTTP/1.1", b"GET //evil.example/%2e%2e HTTP/1.1", b"GET /\xff\xfe?\xff=\xfe HTTP/1.1",
    b"GET /%00%ff HTTP/1.1",
    b"GET /\x00 HTTP/1.1", b"GET /#x HTTP/1.1", b"GET \\ HTTP/1.1", b"GET /../../etc/passwd HTTP/1.1",
    b"GET /?" + b"a" * 40_000,
    b"GET /static/..%2f..%2fapp.py HTTP/1.1", b"GET /static/%5c..%5capp.py HTTP/1.1", b"BREW /pot HTCPCP/1.0",
    b"GET /\t HTTP/1.1",
    b"A" * 300_000, b"GET /drafts/" + b"9" * 5000 + b"/x HTTP/1.1", "GET /drafts/٣/x HTTP/1.1".encode(),
    b"GET ?lang=ar HTTP/1.1",
)  # fmt: skip
HEADERS = (
    b"X: " + b"x" * 300_000, b"X: y\r\n" * 3000, b": empty", b"no colon", b" folded: x", b"X:\r\n folded",
    b"X\x00: y", b"X: \x00",
    b"Host: a\r\nHost: b", b"Host: " + b"x" * 300, b"Host: \xff", b"Cookie: egov=" + b"x" * 20_000,
    b"Accept-Language: " + b"a," * 9000,
    b"Range: bytes=0-0,1-1", b"Expect: 100-continue", b"Connection: upgrade\r\nUpgrade: h2c", b"X_Forwarded_For: 1",
    b"X: a\rb", b"X: a\nb",
    b"Content-Type: " + b"m" * 9000,
)  # fmt: skip
LENGTHS = (
    b"Content-Length: -1", b"Content-Length: +5", b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: 5, 5",
    b"Content-Length: 0x5", b"Content-Length: " + b"9" * 40, "Content-Length: ٥".encode(), b"Content-Length: 13000000",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5", b"Transfer-Encoding : chunked", b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding: \x0bchunked", b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
)  # fmt: skip
CHUNKS = (b"0\r\n\r\n", b"zz\r\n\r\n", b"-1\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFF\r\n",
    b"5;x=\xff\r\nhello\r\n0\r\n\r\n", b"5\r\nhel")  # fmt: skip


def requests() -> list[bytes]:
    """All of them, each for a connection of its own."""
    post = b"POST /sign-in/official HTTP/1.1\r\n" + HOST
    lengths = [post + length + END + b"0\r\n\r\n" + HIDDEN for length in LENGTHS]
    chunks = [post + b"Transfer-Encoding: chunked" + END + chunk for chunk in CHUNKS]
    headers = [b"GET / HTTP/1.1\r\n" + HOST + header + END for header in HEADERS]
    return [*(line + b"\r\n" + HOST + b"Connection: close\r\n\r\n" for line in LINES), *headers, *lengths, *chunks]


def answers_to(url: str, sent: bytes, patience: float = 0.3) -> tuple[list[int], bytes]:
    """The statuses of all answers that come to these bytes, and all that came."""
    came = b""
    with _connected(url) as line:
        line.settimeout(patience)
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while more := line.recv(65536):
                came += more
        except (TimeoutError, ConnectionError):
            pass  # it waits for more, or has hung up: both are answers
    return [int(status) for status in STATUS.findall(came)], came


def answers_beside_slow_ones(url: str) -> list[int]:
    """What a visitor is answered while many others have begun to send and go on slowly."""
    begun = b"POST /sign-in/official HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n"
    with ExitStack() as held:
        for _number in range(SLOW):
            line = held.enter_context(_connected(url))
            line.sendall(begun)
            line.sendall(b"a=1")
        return answers_to(url, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", patience=20)[0]


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20)
