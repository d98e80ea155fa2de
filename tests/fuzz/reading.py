"""People open in Chromium what hostile people left behind; whatever runs there is noticed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route
from sqlalchemy import select
from waitress import create_server

from egov.db import db
from egov.documents.models import Certificate
from egov.payments.models import Charge
from tests.fuzz.hostile import MARK
from tests.fuzz.intruder import NOBODY
from tests.support.databases import free_port

# What a script could have done or made: a call, a handler of its own, an element or an address that runs.
TRACES = """() => [...document.querySelectorAll('*')].flatMap(element => [
  ...[...element.attributes].filter(({name}) => /^on/i.test(name)).map(({name}) => `${element.tagName} ${name}`),
  ...(/^(script|iframe|object|embed|math|base|meta)$/i.test(element.tagName) && !element.matches('head > meta')
    ? [element.tagName] : []),
  ...['href', 'src', 'action', 'formaction', 'srcdoc', 'xlink:href'].map(name => element.getAttribute(name) || '')
    .filter(value => /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)/i.test(value)),
])"""
TEMPLATE_RAN = "7777777"
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
RUNS_IN_PDF = re.compile(rb"/(JavaScript|JS|OpenAction(?!\s*\[)|AA|Launch|SubmitForm|EmbeddedFile|RichMedia)\b")


@dataclass
class Reader:
    """Somebody at a browser that obeys no policy of ours (``bypass_csp``), or at one that does."""

    context: BrowserContext
    url: str
    ran: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.context.expose_binding(MARK, lambda _source, *said: self.ran.append(f"{self.page.url}: {said}"))
        self.context.route("**/*", self._inside)
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: (self.ran.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.ran.append(f"a script failed: {error}"))

    def open(self, address: str) -> bool:
        """Look at a page, and into everything that is folded; whether it was shown."""
        answer = self.page.goto(f"{self.url}{address}", wait_until="load")
        assert answer and answer.status < 500, f"{address} answered {answer and answer.status}"
        self.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        self.ran += [f"{address} has {trace}" for trace in self.page.evaluate(TRACES)]
        if TEMPLATE_RAN in self.page.content():
            self.ran.append(f"{address} filled in a template that somebody typed")
        return answer.status == 200

    def sign_in(self, persona: str) -> None:
        """Become one of the demonstration's people."""
        self.open("/demo")
        with self.page.expect_navigation():
            self.page.locator(f"button[value={persona}]").click()

    def _inside(self, route: Route) -> None:
        """Nothing is fetched from elsewhere, and an image that does not exist is not asked of us."""
        address = route.request.url
        if address.startswith((self.url, "data:")):
            route.continue_()
        else:
            self.ran.append(f"{self.page.url} asked for {address}")
            route.abort()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a real port, by the server that ``egov demo`` uses; its address."""
    port = free_port()
    server = create_server(app, host="127.0.0.1", port=port, threads=4)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield f"http://localhost:{port}"
    finally:
        server.close()
        thread.join(timeout=10)


def pages_of(app: Flask, references: list[str]) -> dict[str, list[str]]:
    """What each of the people looks at, on the screen."""
    with app.app_context():
        numbers = db.session.scalars(select(Certificate.number)).all()
        codes = db.session.scalars(select(Certificate.code)).all()
    own = ("{}", "{}/answers", "{}/way", "{}/receipts")
    return {
        NOBODY: ["/published", *(f"/published/{one}" for one in references[-1:]),
        *(f"/verify/{code}" for code in codes)],
        "amina": ["/my", "/my/file-access", "/account",
        *(f"/cases/{way.format(one)}" for one in references for way in own)],
        "omar": ["/office", "/office?which=mine", *(f"/office/{one}" for one in references)],
        "nadia": [f"/office/{one}" for one in references] + [f"/certificates/{number}" for number in numbers],
        "farid": ["/office", *(f"/office/{one}" for one in references)],
        "mei": ["/finance", *(f"/finance/desk?number={one}" for one in references)],
        "tala": ["/editions", "/editions/dog_licence"],
        "ruth": ["/audit", "/audit/log", "/log/stage"],
    }  # fmt: skip


def run_in_chromium(
    browser: Browser, url: str, pages: dict[str, list[str]], *, bypass_csp: bool
) -> tuple[int, list[str]]:
    """How many pages were shown, and what ran on them. Who may not see a page reads why."""
    shown, ran = 0, []
    for persona, addresses in pages.items():
        context = browser.new_context(bypass_csp=bypass_csp)
        reader = Reader(context, url)
        if persona != NOBODY:
            reader.sign_in(persona)
        shown += sum(reader.open(address) for address in addresses)
        reader.page.wait_for_timeout(100)  # handlers of images run a moment after they are loaded
        ran += reader.ran
        context.close()
    return shown, ran


def papers_of(app: Flask) -> list[str]:
    """The papers that were issued: certificates and receipts."""
    with app.app_context():
        numbers = db.session.scalars(select(Certificate.number)).all()
        receipts = [number for number in db.session.scalars(select(Charge.receipt_number)) if number]
    return [f"/certificates/{number}.pdf" for number in numbers] + [f"/receipts/{number}.pdf" for number in receipts]


def notices_scripts(browser: Browser, url: str) -> bool:
    """Whether a script that does run would be heard: else a quiet page proves nothing."""
    context = browser.new_context(bypass_csp=True)
    reader = Reader(context, url)
    reader.open("/")
    reader.page.evaluate(f"document.body.insertAdjacentHTML('beforeend', '<img src=x onerror={MARK}(1)>')")
    reader.page.wait_for_timeout(300)
    heard = bool(reader.ran) and bool(reader.page.evaluate(TRACES))
    context.close()
    return heard


def what_runs_in(paper: bytes) -> list[str]:
    """The actions of a PDF outside of its drawn text, also those in packed objects."""
    outside = STREAM.sub(b"", paper)
    packed = [_unpacked(stream) for stream in STREAM.findall(paper)]
    objects = [text for text in packed if b"/Type" in text[:4000] and b" Tf" not in text[:4000]]
    return [found[0].decode() for text in (outside, *objects) for found in RUNS_IN_PDF.finditer(text)]


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream.strip(b"\r\n"))
    except zlib.error:
        return stream
