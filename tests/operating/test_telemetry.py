"""What a collector of OpenTelemetry is told, over its real protocol: what took how long, and nothing about anybody."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from egov.db import db
from egov.operating.telemetry import TELEMETRY, start_telemetry
from egov.web import allow, anyone
from tests.operating.collector import Collector, collecting
from tests.support.visitor import Visitor

CANARY = "quokka"
SERVER, FAILED = 2, 2  # as OTLP numbers kinds and states


def broken(word: str) -> str:
    """A page whose statement fails with what somebody wrote."""
    db.session.execute(text("SELECT :word FROM nowhere"), {"word": word})
    return "never"


def notes(span: Any) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


@pytest.fixture
def told(app: Flask) -> Iterator[tuple[Flask, Collector]]:
    with collecting() as (collector, url):
        app.config["TELEMETRY_URL"] = url
        start_telemetry(app)
        app.add_url_rule("/broken/<word>", "broken", allow(anyone)(broken))
        yield app, collector
        app.extensions[TELEMETRY].provider.shutdown()


def test_a_request_is_a_span_with_its_statements_in_it(told: tuple[Flask, Collector]) -> None:
    app, collector = told
    visitor = Visitor(app).sign_in("amina").open(f"/cases/{CANARY}?name={CANARY}", status=404)
    number = visitor.response.headers["X-Request-ID"]
    app.extensions[TELEMETRY].provider.force_flush()
    spans = collector.spans()
    [asked] = [span for span in spans if notes(span).get("egov.request_id") == number]
    assert (asked.name, asked.kind) == ("GET /cases/<reference>", SERVER)
    assert (notes(asked)["http.response.status_code"], notes(asked)["http.route"]) == (404, "/cases/<reference>")
    inside = [span for span in spans if span.parent_span_id == asked.span_id]
    assert {span.name for span in inside} >= {"SELECT"}
    assert {notes(span)["db.system.name"] for span in inside} == {db_of(app)}
    first, last = min(span.start_time_unix_nano for span in inside), max(span.end_time_unix_nano for span in inside)
    assert asked.start_time_unix_nano <= first <= last <= asked.end_time_unix_nano
    assert not [body for body in collector.bodies if CANARY.encode() in body or b"Amina" in body]


def test_a_mistake_is_marked_and_its_words_are_kept_back(told: tuple[Flask, Collector]) -> None:
    app, collector = told
    app.testing = False
    assert app.test_client().get(f"/broken/{CANARY}").status_code >= 500
    app.extensions[TELEMETRY].provider.force_flush()
    failed = [span for span in collector.spans() if span.status.code == FAILED]
    assert {span.name for span in failed} == {"SELECT", "GET /broken/<word>"}
    assert {span.status.message for span in failed} == {""}
    assert not [body for body in collector.bodies if CANARY.encode() in body]


def db_of(app: Flask) -> str:
    with app.app_context():
        return db.engine.dialect.name
