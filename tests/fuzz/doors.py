"""Hostile requests to each rule of the URL map: what stands in the address is real, borrowed or nonsense."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.models import Case, Draft, Review
from egov.db import db
from egov.documents.models import Certificate
from egov.files.models import StoredFile
from egov.identity.models import SignIn
from egov.payments.models import Attempt, Charge
from tests.fuzz.hostile import BODIES, FILES, HEADERS, LANGUAGES, NAMES, TYPES, VAST, hostile, short
from tests.fuzz.intruder import PERSONAS, Knock

PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
FORM = "application/x-www-form-urlencoded"
BOUNDARY = b"frontier"
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "get")
# What the pages read out of an address.
QUERY = ("lang", "q", "next", "as", "sent", "item", "from", "which", "service", "after", "before", "number", "event",
    "state",
         "code", "stand", "v", "person", "case", "action", "since", "until", "reads", "emergency", "a-officers",
         "b-arrivals",
         "a-work", "a-asked", "client_id", "redirect_uri", "response_type", "scope", "nonce",
         "code_challenge")  # fmt: skip

Known = Mapping[str, list[str]]


@dataclass(frozen=True)
class Door:
    """A rule and one of its methods, with the names that its forms send."""

    rule: str
    method: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def doors_of(app: Flask) -> Iterator[Door]:
    """Every rule of the map by every method that its view was written for."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Door(rule.rule, method)


def known_values(app: Flask) -> Known:
    """What really stands in addresses now, by the names of the places in the rules."""
    columns = {
        "reference": [Case.reference], "number": [Certificate.number, Charge.receipt_number],
        "int:number": [Draft.id, Review.id, StoredFile.id, Entry.id], "sign_in_id": [SignIn.id],
        "token": [Attempt.token],
        "attempt_id": [Attempt.id], "code": [Certificate.code], "file": [StoredFile.id],
    }  # fmt: skip
    services = app.extensions["services"]
    pages = {page.slug() for service in services.values() for page in service.pages}
    actions = {step.action for service in services.values() for step in service.workflow.steps}
    with app.app_context():
        known = {
            name: [str(value) for column in found for value in db.session.scalars(select(column)) if value]
            for name, found in columns.items()
        }
    return known | {
        "name": [*services, "verify_receipt.py", "0/000.p/1", "1-play", "2-build", "front-page.png"],
        "slug": sorted(pages), "action": sorted(actions), "ending": ["svg", "bpmn"],
        "place": ["audit", "operating/install"], "filename": ["base.css"], "provider": ["demo", "failing"],
    }  # fmt: skip


def wire(value: str) -> bytes:
    """A value as one segment of an address, lone surrogates and all."""
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe="").encode()


def knocks(door: Door, known: Known, turn: int) -> st.SearchStrategy[Knock]:
    """Requests to a door; the plainest one comes first, from another persona at each door."""
    personas = PERSONAS[turn % len(PERSONAS) :] + PERSONAS[: turn % len(PERSONAS)]
    methods = st.one_of(st.just(door.method), st.just(door.method), st.just(door.method), st.sampled_from(METHODS))
    language = st.sampled_from(LANGUAGES).map(lambda value: (("HTTP_ACCEPT_LANGUAGE", value),))
    return st.builds(
        lambda body, extra, language, **parts: Knock(
            content_type=body[0], body=body[1], extra=language + extra, **parts
        ),
        persona=st.sampled_from(personas),
        method=methods,
        path=paths(door.rule, known),
        query=queries(),
        body=bodies(door.fields) if door.method == "POST" else st.just(("", b"")),
        extra=headers(),
        language=language,
        with_token=st.sampled_from((True, True, True, False)),
    )


def paths(rule: str, known: Known) -> st.SearchStrategy[bytes]:
    """The rule with something in each of its places."""
    parts, end = [], 0
    for place in PLACE.finditer(rule):
        parts += [st.just(rule[end : place.start()].encode()), _values(place, known)]
        end = place.end()
    parts.append(st.just(rule[end:].encode()))
    return st.tuples(*parts).map(b"".join)


def _values(place: re.Match[str], known: Known) -> st.SearchStrategy[bytes]:
    name = place["name"]
    real = known.get(f"{place['kind']}:{name}") or known[name]
    anybodys = sorted({value for values in known.values() for value in values})
    mangled = st.sampled_from(real).flatmap(
        lambda value: st.sampled_from((value.lower(), value + "\x00", "\u202e" + value))
    )
    return st.one_of(st.sampled_from(real), st.sampled_from(real), mangled, st.sampled_from(anybodys), short).map(wire)


def queries() -> st.SearchStrategy[bytes]:
    """Parameters that our pages read, with what nobody expects; also repeated, and broken."""
    pair = st.tuples(st.sampled_from(QUERY).map(wire), hostile.map(wire)).map(b"=".join)
    broken = st.sampled_from(
        (b"%", b"=&=", b"a[]=1&a[b]=2", b"\xff=\xfe", b"%00=%00", b"a=" + b"x" * 9000, b"&" * 2000)
    )
    return st.one_of(st.just(b""), st.lists(pair, min_size=1, max_size=4).map(b"&".join), broken)


def headers() -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """Up to three headers that lie."""
    one = st.sampled_from(sorted(HEADERS)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))
    )
    return st.one_of(st.just(()), st.lists(one, min_size=1, max_size=3, unique_by=lambda pair: pair[0]).map(tuple))


def bodies(fields: tuple[str, ...]) -> st.SearchStrategy[tuple[str, bytes]]:
    """A content type and a body: a form, a form with files, something else, or something under a wrong name."""
    names = st.sampled_from(fields or ("button", "files", "text"))
    pairs = st.lists(st.tuples(names, st.one_of(hostile, hostile, hostile, st.just(VAST))), max_size=6)
    files = st.lists(st.tuples(names, st.sampled_from(NAMES), st.sampled_from(FILES)), max_size=3)
    as_form = pairs.map(lambda sent: (FORM, b"&".join(wire(name) + b"=" + wire(value) for name, value in sent)))
    multipart = st.tuples(pairs, files).map(lambda sent: (_multipart_type(), in_parts(*sent)))
    cut = st.tuples(multipart, st.integers(1, 60)).map(lambda sent: (sent[0][0], sent[0][1][: -sent[1]]))
    nonsense = st.tuples(st.sampled_from(TYPES), st.sampled_from(BODIES))
    return st.one_of(as_form, multipart, cut, nonsense)


def in_parts(pairs: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> bytes:
    """The body of a form with files, as raw as the names are."""
    parts = [(f'name="{name}"', value.encode("utf-8", "surrogatepass")) for name, value in pairs]
    parts += [(f'name="{name}"; filename="{file}"', content) for name, file, content in files]
    head = b"Content-Disposition: form-data; "
    lines = [
        b"--" + BOUNDARY + b"\r\n" + head + named.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + content + b"\r\n"
        for named, content in parts
    ]
    return b"".join(lines) + b"--" + BOUNDARY + b"--\r\n"


def _multipart_type() -> str:
    return f"multipart/form-data; boundary={BOUNDARY.decode()}"
