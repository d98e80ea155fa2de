"""An intruder at a browser without manners: he sends what no form of ours would, and each answer is judged."""

from __future__ import annotations

import gzip
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, request, request_started
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fuzz.hostile import MARK

NOBODY = "nobody"
# Nobody, a citizen with cases and one without, an officer, the treasury, an auditor, the ministry, and a judge.
PERSONAS = ("amina", NOBODY, "hiwot", "omar", "mei", "ruth", "tala", "khadija")
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
RAW_MARK = re.compile(rb"<(script|img|svg|details|iframe|style|math)[^>]*" + MARK.encode())
PAGE = re.compile(rb'<html lang="(\w+)" dir="(ltr|rtl)"')
FOR_PROGRAMS = ("probes", "provider", "log")  # rooms that answer machines
AWAY = "identity"  # after a request to this room the intruder may no longer be who he was
DELIBERATE = re.compile(rb'class="[^"]*error|<h1')


@dataclass(frozen=True)
class Knock:
    """One request. ``path`` and ``query`` are as they stand on the wire; ``extra`` overrides the WSGI environment."""

    persona: str
    method: str
    path: bytes
    query: bytes = b""
    body: bytes = b""
    content_type: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    with_token: bool = True

    def __repr__(self) -> str:
        said = f"{self.persona}: {self.method} {self.path!r:.300}"
        said += f" ?{self.query!r:.300}" if self.query else ""
        body = f" {self.content_type!r:.80} {self.body!r:.600}" if self.body or self.content_type else ""
        return said + body + (f" {self.extra!r:.400}" if self.extra else "")


class Mistakes(logging.Handler):
    """Keeps what the house wrote down as mistakes of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(logging.Formatter().format(record))


@dataclass
class Intruder:
    """Everybody of the cast, each signed in at a browser of his own. ``hits`` counts rules by method."""

    app: Flask
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    hits: Counter[tuple[str, str]] = field(default_factory=Counter)
    visits: set[tuple[str, str, str]] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    mistakes: Mistakes = field(default_factory=Mistakes)
    room: str = ""

    def enter(self, persona: str) -> None:
        """A new browser, signed in, with the token that our forms carry."""
        browser = self.app.test_client()
        token = self._token(browser)
        if persona != NOBODY:
            browser.post("/demo/sign-in", data={"csrf_token": token, "persona": persona})
            token = self._token(browser)
        self.browsers[persona], self.tokens[persona] = browser, token

    def knock(self, knock: Knock) -> TestResponse:
        """Send the request and judge the answer."""
        if knock.persona not in self.browsers:
            self.enter(knock.persona)
        self.mistakes.said.clear()
        self.room = ""
        answer = self._send(knock)
        self.statuses[answer.status_code] += 1
        self.visits.add((knock.persona, *self.last))
        judge(knock, answer, self.mistakes.said, self.room)
        answer.close()
        if self.room == AWAY and (knock.method == "POST" or "callback" in self.last[0]):
            self.enter(knock.persona)
        return answer

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear which rules are reached, and what the house says of its own mistakes."""
        log = logging.getLogger("egov")
        log.addHandler(self.mistakes)
        try:
            with request_started.connected_to(self._reached, self.app):
                yield
        finally:
            log.removeHandler(self.mistakes)

    def _send(self, knock: Knock) -> TestResponse:
        environ = {"PATH_INFO": _unquoted(knock.path), "QUERY_STRING": knock.query.decode("latin1")}
        environ["REQUEST_URI"] = environ["RAW_URI"] = knock.path.decode("latin1")
        if knock.with_token and knock.method == "POST":
            environ["HTTP_X_CSRFTOKEN"] = self.tokens[knock.persona]
        browser = self.browsers[knock.persona]
        return browser.open(
            "/", method=knock.method, data=knock.body, content_type=knock.content_type or None,
            environ_overrides={**environ, **dict(knock.extra)},
        )  # fmt: skip

    def _reached(self, _app: Flask, **_extra: object) -> None:
        rule = request.url_rule.rule if request.url_rule else ""
        self.last = (rule, request.method)
        self.hits[self.last] += 1
        self.room = request.blueprint or ""

    def _token(self, browser: FlaskClient) -> str:
        found = TOKEN.search(browser.get("/demo").get_data())
        assert found, "the page of the demonstration has no form"
        return found[1].decode()

    last: tuple[str, str] = ("", "")


def judge(knock: Knock, answer: TestResponse, mistakes: list[str], room: str) -> None:
    """Fail unless the answer is one that the house means: a page, a file, a refusal in the language of the reader."""
    body, status = _unpacked(answer), answer.status_code
    assert not mistakes, f"{knock!r} answered {status}: {mistakes[-1][-3000:]}"
    assert status < 500 or (status == 503 and _is_page(answer)), f"{knock!r} answered {status}: {body[:500]!r}"
    assert b"Traceback (most recent" not in body, f"{knock!r} shows a traceback"
    assert not RAW_MARK.search(body) or not _is_page(answer), f"{knock!r} came back unescaped"
    _judge_headers(knock, answer)
    if status >= 400 and room not in FOR_PROGRAMS and knock.method != "HEAD":
        _judge_refusal(knock, answer, body)


def _judge_headers(knock: Knock, answer: TestResponse) -> None:
    led_to = urlsplit(answer.headers.get("Location", ""))
    inside = led_to.netloc in ("", "localhost") and led_to.scheme in ("", "http")
    assert inside, f"{knock!r} led to {answer.headers['Location']}"
    assert "owner" not in answer.headers.get("Set-Cookie", ""), f"{knock!r} set a cookie of its own"
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Request-ID"):
        assert name in answer.headers, f"{knock!r} was answered without {name}"


def _judge_refusal(knock: Knock, answer: TestResponse, body: bytes) -> None:
    found = PAGE.search(body)
    assert _is_page(answer) and found and body.count(b"<h1") == 1, (
        f"{knock!r} answered {answer.status_code} without a page: {answer.content_type} {body[:300]!r}"
    )
    language = next((value for name, value in knock.extra if name == "HTTP_ACCEPT_LANGUAGE"), "")
    wanted = {"ar": b"ar", "en": b"en"}.get(language)
    assert b"lang=" in knock.query or wanted in (None, found[1]), (
        f"{knock!r} answered in {found[1]!r}, not in {language}"
    )


def _unpacked(answer: TestResponse) -> bytes:
    body = answer.get_data()
    return gzip.decompress(body) if body and answer.headers.get("Content-Encoding") == "gzip" else body


def _is_page(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html"


def _unquoted(path: bytes) -> str:
    plain = re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), path)
    return plain.decode("latin1")
