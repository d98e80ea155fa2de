"""A visitor with a browser without JavaScript. He looks at each page he gets as house-style asks."""

from __future__ import annotations

import gzip
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

ISOLATES = dict.fromkeys(range(0x2066, 0x206A))  # marks that keep a direction together: nobody sees them
HEAVIEST_PAGE = 6 * 1024  # bytes of packed HTML; style sheets and pictures are kept from the first visit


class Visitor:
    """Opens pages, fills forms and presses buttons; ``page`` is what lies before him.

    What he does himself is done on ``tree``, since a soup takes longer to cook than a page to be answered.
    """

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        self.address = "/"
        self.response: TestResponse
        self.html: bytes
        self.tree: HtmlElement

    @cached_property
    def page(self) -> BeautifulSoup:
        """The page, for a test that looks at more than its words."""
        return BeautifulSoup(self.html, "html.parser")

    def open(self, address: str, status: int = 200) -> Visitor:
        """Go to an address, following redirects as a browser does."""
        return self._got(self.client.get(address), address, status)

    def sign_in(self, persona: str) -> Visitor:
        """Become one of the demonstration's people with one click."""
        self.open("/demo")
        form = next(f for f in self.tree.forms if f.xpath(".//*[@name='persona'][@value=$who]", who=persona))
        return self.send(form, {"persona": persona})

    def press(self, button: str, status: int = 200, **answers: Any) -> Visitor:
        """Press the button with these words on its form, with ``answers`` typed into it first (- is written __)."""
        form, pressed = self._form_with(button)
        typed = {name.replace("__", "-"): value for name, value in answers.items()}
        name = pressed.get("name")
        if name:
            typed[name] = pressed.get("value", "")
        return self.send(form, typed, status)

    def follow(self, words: str, status: int = 200) -> Visitor:
        """Follow the link with these words."""
        link = next((a for a in self.tree.iter("a") if words in _words(a)), None)
        assert link is not None, f"no link {words!r} on {self.address}: {[_words(a) for a in self.tree.iter('a')]}"
        return self.open(urljoin(self.address, link.get("href")), status)

    def send(self, form: HtmlElement | Tag, typed: dict[str, Any], status: int = 200) -> Visitor:
        """Send a form with what stands in it, overwritten by what was typed."""
        address = urljoin(self.address, str(form.get("action") or self.address))
        return self.post(address, {**standing_in(form), **typed}, status)

    def post(self, address: str, values: dict[str, Any], status: int = 200) -> Visitor:
        """Send words to an address, whether or not a page has a form for it."""
        answer = self.client.post(address, data=values, content_type="multipart/form-data")
        return self._got(answer, address, status)

    def token(self) -> dict[str, str]:
        """What stands hidden in each form of the page against forgery; nothing where it has no form."""
        found = self.tree.xpath("//input[@name='csrf_token']/@value")
        return {"csrf_token": found[0]} if found else {}

    @property
    def text(self) -> str:
        """All words of the page, with single spaces, without the marks that isolate directions."""
        return " ".join(" ".join(self.tree.itertext()).translate(ISOLATES).split())

    def has(self, *words: str) -> Visitor:
        """Fail unless all these words are on the page."""
        for word in words:
            assert word in self.text, f"{word!r} is not on {self.address}: {self.text[:1500]}"
        return self

    def lacks(self, *words: str) -> Visitor:
        """Fail if one of these words is on the page."""
        for word in words:
            assert word not in self.text, f"{word!r} is on {self.address}"
        return self

    def buttons(self) -> list[str]:
        """The words on all buttons."""
        return [_words(button) for button in self.tree.iter("button")]

    def _got(self, response: TestResponse, address: str, status: int) -> Visitor:
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308):
            address = urljoin(address, response.location)
            assert urlsplit(address).netloc in ("", "localhost"), f"led out of the house to {address}"
            response = self.client.get(address)
            hops += 1
            assert hops < 6, f"redirects in a circle at {address}"
        self.response, self.address = response, address
        body = response.get_data()
        if response.mimetype == "text/html":
            self.html, self.tree = body, tree_of(body)
            self.__dict__.pop("page", None)
        assert response.status_code == status, f"{address} answered {response.status_code}: {self._words_of(response)}"
        if response.mimetype == "text/html":
            check_page(self.tree, address, len(gzip.compress(body)))
        return self

    def _words_of(self, response: TestResponse) -> str:
        return self.text[:1500] if response.mimetype == "text/html" else response.get_data()[:300].decode()

    def _form_of(self, button: HtmlElement, around: HtmlElement) -> HtmlElement:
        """The form that a button sends: the one it names, or the one around it."""
        named = self.tree.xpath("//form[@id=$id]", id=button.get("form", ""))
        return named[0] if named else around

    def _form_with(self, button: str) -> tuple[HtmlElement, HtmlElement]:
        for form in self.tree.forms:
            for candidate in form.iter("button"):
                if _words(candidate) == button or _words(candidate).startswith(button + " "):
                    return self._form_of(candidate, form), candidate
        raise AssertionError(f"no button {button!r} on {self.address}: {self.buttons()}")


def tree_of(body: bytes) -> HtmlElement:
    """The elements of a page without its comments."""
    return html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8", remove_comments=True))


def check_page(page: HtmlElement, address: str, size: int) -> None:
    """One h1, a title, a language, labels on inputs, unique ids, nothing inline, not too heavy."""
    assert len(page.xpath("//h1")) == 1, f"{address} has {len(page.xpath('//h1'))} h1"
    assert (page.findtext(".//title") or "").strip(" –"), f"{address} has no title"
    assert page.get("lang") and page.get("dir"), f"{address} does not say its language"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), f"{address} repeats ids: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert not page.xpath("//script"), f"{address} has a script"
    assert not page.xpath("//style | //@style"), f"{address} has inline style"
    _check_labels(page, address, set(ids))
    for_citizens = not any(part in address for part in ("/office", "/audit", "/simulation", "/editions", "/course"))
    assert size < HEAVIEST_PAGE or not for_citizens, f"{address} weighs {size} bytes"


def _check_labels(page: HtmlElement, address: str, ids: set[str]) -> None:
    labelled = set(page.xpath("//label/@for"))
    for control in page.iter("input", "select", "textarea"):
        if control.get("type") != "hidden":
            assert control.get("id") in labelled, f"{address}: {control.attrib} has no label"
        for other in control.get("aria-describedby", "").split():
            assert other in ids, f"{address}: {control.attrib} is described by {other}, which is not there"


def standing_in(form: HtmlElement | Tag) -> dict[str, Any]:
    """What a browser would send of the form as it stands, without files and buttons."""
    form = html.fragment_fromstring(str(form)) if isinstance(form, Tag) else form
    values: dict[str, Any] = {}
    for control in form.iter("input", "textarea", "select"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind in ("submit", "file") or (kind in ("radio", "checkbox") and control.get("checked") is None):
            continue
        values[name] = _value(control)
    return values


def _value(control: HtmlElement) -> str:
    if control.tag == "textarea":
        return control.text_content().removeprefix("\n")
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return next((option.get("value", "") for option in chosen), "")
    return control.get("value", "")


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
