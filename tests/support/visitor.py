"""A visitor with a browser without JavaScript. He looks at each page he gets as house-style asks."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

HEAVIEST_PAGE = 6 * 1024  # bytes of packed HTML; style sheets and pictures are kept from the first visit


class Visitor:
    """Opens pages, fills forms and presses buttons; ``page`` is what lies before him."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        self.address = "/"
        self.response: TestResponse
        self.page: BeautifulSoup

    def open(self, address: str, status: int = 200) -> Visitor:
        """Go to an address, following redirects as a browser does."""
        return self._got(self.client.get(address), address, status)

    def sign_in(self, persona: str) -> Visitor:
        """Become one of the demonstration's people with one click."""
        self.open("/demo")
        form = next(f for f in self.page.find_all("form") if f.find(attrs={"name": "persona", "value": persona}))
        return self.send(form, {"persona": persona})

    def press(self, button: str, status: int = 200, **answers: Any) -> Visitor:
        """Press the button with these words on its form, with ``answers`` typed into it first (- is written __)."""
        form, pressed = self._form_with(button)
        typed = {name.replace("__", "-"): value for name, value in answers.items()}
        name = pressed.get("name")
        if name:
            typed[str(name)] = str(pressed.get("value", ""))
        return self.send(form, typed, status)

    def follow(self, words: str, status: int = 200) -> Visitor:
        """Follow the link with these words."""
        link = next((a for a in self.page.find_all("a") if words in _words(a)), None)
        assert link is not None, f"no link {words!r} on {self.address}: {[_words(a) for a in self.page.find_all('a')]}"
        return self.open(urljoin(self.address, str(link["href"])), status)

    def send(self, form: Tag, typed: dict[str, Any], status: int = 200) -> Visitor:
        """Send a form with what stands in it, overwritten by what was typed."""
        values: dict[str, Any] = {**_standing_in(form), **typed}
        address = urljoin(self.address, str(form.get("action") or self.address))
        answer = self.client.post(address, data=values, content_type="multipart/form-data")
        return self._got(answer, address, status)

    @property
    def text(self) -> str:
        """All words of the page, with single spaces."""
        return " ".join(self.page.get_text(" ").split())

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
        return [_words(button) for button in self.page.find_all("button")]

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
            self.page = BeautifulSoup(body, "html.parser")
        assert response.status_code == status, f"{address} answered {response.status_code}: {self._words_of(response)}"
        if response.mimetype == "text/html":
            check_page(self.page, address, len(gzip.compress(body)))
        return self

    def _words_of(self, response: TestResponse) -> str:
        return self.text[:1500] if response.mimetype == "text/html" else response.get_data()[:300].decode()

    def _form_with(self, button: str) -> tuple[Tag, Tag]:
        for form in self.page.find_all("form"):
            for candidate in form.find_all("button"):
                if _words(candidate) == button or _words(candidate).startswith(button + " "):
                    return form, candidate
        raise AssertionError(f"no button {button!r} on {self.address}: {self.buttons()}")


def check_page(page: BeautifulSoup, address: str, size: int) -> None:
    """One h1, a title, a language, labels on inputs, unique ids, nothing inline, not too heavy."""
    assert len(page.find_all("h1")) == 1, f"{address} has {len(page.find_all('h1'))} h1"
    assert page.title and page.title.get_text().strip(" –"), f"{address} has no title"
    html = page.find("html")
    assert html and html.get("lang") and html.get("dir"), f"{address} does not say its language"
    ids = [str(tag["id"]) for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{address} repeats ids: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert not page.find("script"), f"{address} has a script"
    assert not page.find("style") and not page.find(style=True), f"{address} has inline style"
    _check_labels(page, address, set(ids))
    for_officials = any(part in address for part in ("/office", "/audit", "/simulation", "/editions"))
    assert size < HEAVIEST_PAGE or for_officials, f"{address} weighs {size} bytes"


def _check_labels(page: BeautifulSoup, address: str, ids: set[str]) -> None:
    labelled = {str(label.get("for")) for label in page.find_all("label")}
    for control in page.find_all(["input", "select", "textarea"]):
        if control.get("type") != "hidden":
            assert control.get("id") in labelled, f"{address}: {control} has no label"
        for other in str(control.get("aria-describedby", "")).split():
            assert other in ids, f"{address}: {control} is described by {other}, which is not there"


def _standing_in(form: Tag) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name, kind = control.get("name"), control.get("type", "text")
        if (
            not name
            or kind in ("submit", "file")
            or (kind in ("radio", "checkbox") and not control.has_attr("checked"))
        ):
            continue
        values[str(name)] = _value(control)
    return values


def _value(control: Tag) -> str:
    if control.name == "textarea":
        return control.get_text().removeprefix("\n")
    if control.name == "select":
        options = control.find_all("option")
        chosen: Iterable[Tag] = [option for option in options if option.has_attr("selected")] or options[:1]
        return next((str(option.get("value", "")) for option in chosen), "")
    return str(control.get("value", ""))


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())
