"""Every field of every form as the pages show it, filled with what nobody should type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException

from tests.fuzz.doors import FORM, Door, in_parts, wire
from tests.fuzz.hostile import FILES, LANGUAGES, NAMES, VAST, hostile
from tests.fuzz.intruder import Intruder, Knock
from tests.support.visitor import standing_in

MOST_PAGES = 60  # that one person is followed to
FIRST = ("/", "/sign-in/official", "/resume", "/verify", "/published", "/offices", "/demo/time", "/my",
    "/account", "/my/file-access",
         "/office", "/office/search", "/finance", "/audit", "/simulation", "/editions")  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form that a persona was shown: where it goes, what stands in it, and which of its fields take files."""

    persona: str
    method: str
    action: str
    standing: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All fields, but not the token that proves where the form came from."""
        return tuple(name for name, _value in self.standing)


def forms_shown(intruder: Intruder, addresses: dict[str, list[str]], like: int) -> list[Form]:
    """The forms on the pages that the people find, each kind of form once for each persona.

    Of the pages of one rule each looks at ``like`` at most: those of other cases look alike.
    """
    found: dict[tuple[object, ...], Form] = {}
    for persona, own in addresses.items():
        for form in _found_by(intruder, persona, [*own, *FIRST], like):
            found.setdefault((form.persona, endpoint_of(intruder.app, form), form.names), form)
    return list(found.values())


def endpoint_of(app: Flask, form: Form) -> tuple[str, str]:
    """The rule and the method that a form is sent to."""
    return _rule_of(app, urlsplit(form.action).path, form.method), form.method


def _rule_of(app: Flask, path: str, method: str) -> str:
    try:
        return app.url_map.bind("localhost").match(path, method, return_rule=True)[0].rule
    except HTTPException:
        return path


def with_fields(app: Flask, doors: list[Door], forms: list[Form]) -> list[Door]:
    """The doors, each with the names that the forms send there."""
    names: dict[tuple[str, str], dict[str, None]] = {}
    for form in forms:
        names.setdefault(endpoint_of(app, form), {}).update(dict.fromkeys((*form.names, *form.files)))
    return [replace(door, fields=tuple(names.get((door.rule, door.method), ()))) for door in doors]


def fillings(form: Form) -> st.SearchStrategy[Knock]:
    """The form sent with some of its fields changed; first of all with every one."""
    every = st.tuples(*(st.tuples(st.just(name), hostile) for name in form.names)).map(list)
    name = st.sampled_from(form.names or ("button",))
    one_vast = st.tuples(name, st.just(VAST)).map(lambda pair: [pair])
    changed = st.one_of(*(4 * [st.lists(st.tuples(name, hostile), max_size=2)]), one_vast)
    some = changed.map(lambda pairs: [*((n, v) for n, v in form.standing if n not in dict(pairs)), *pairs])
    files = st.lists(
        st.tuples(st.sampled_from(form.files), st.sampled_from(NAMES), st.sampled_from(FILES)), max_size=2
    ) if form.files else st.just([])  # fmt: skip
    language = st.sampled_from(LANGUAGES[:3])
    return st.builds(_sent, st.just(form), st.one_of(every, some, some), files, language)


def _sent(form: Form, pairs: list[tuple[str, str]], files: list[tuple[str, str, bytes]], language: str) -> Knock:
    parts = urlsplit(form.action)
    extra = (("HTTP_ACCEPT_LANGUAGE", language),)
    encoded = b"&".join(wire(name) + b"=" + wire(value) for name, value in pairs)
    if form.method == "GET":
        encoded = encoded[:60_000]  # no server takes a longer address
        return Knock(form.persona, "GET", parts.path.encode(), encoded, extra=extra)
    kind, body = (
        (FORM, encoded) if not form.files else ("multipart/form-data; boundary=frontier", in_parts(pairs, files))
    )
    return Knock(form.persona, "POST", parts.path.encode(), parts.query.encode(), body, kind, extra)


def _found_by(intruder: Intruder, persona: str, first: list[str], like: int) -> Iterator[Form]:
    intruder.enter(persona)
    waiting, seen, alike = list(first), set(first), Counter[str]()
    while waiting and alike.total() < MOST_PAGES:
        address = waiting.pop(0)
        rule = _rule_of(intruder.app, address.partition("?")[0], "GET")
        alike[rule] += 1
        if alike[rule] > like:
            continue
        answer = intruder.browsers[persona].get(address, follow_redirects=True)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        page = BeautifulSoup(answer.get_data(), "html.parser")
        here = answer.request.path
        yield from (_form(form, persona, here) for form in page.find_all("form"))
        for link in page.select("main a[href^='/']"):
            href = str(link["href"])
            plain = href.partition("#")[0]
            if plain not in seen and "lang=" not in plain and "." not in plain:
                seen.add(plain)
                waiting.append(plain)


def _form(form: Tag, persona: str, here: str) -> Form:
    values = dict.fromkeys(_names(form), "") | standing_in(form)
    values.pop("csrf_token", None)
    files = tuple(str(box["name"]) for box in form.select("input[type=file]"))
    standing = tuple((name, str(value)) for name, value in values.items() if name not in files)
    action = urljoin(here, str(form.get("action") or here))
    return Form(persona, str(form.get("method", "get")).upper(), action, standing, files)


def _names(form: Tag) -> Iterator[str]:
    for control in form.find_all(["input", "textarea", "select", "button"]):
        if control.get("name"):
            yield str(control["name"])
