"""Spans for OpenTelemetry, where ``TELEMETRY_URL`` names a collector: one a request, and one a statement in it.

They are written here, of what a line of the log has and of statements without their values. The ready-made instruments
for Flask and SQLAlchemy put addresses and the words of exceptions into them, and the second refuses SQLAlchemy 2.1.
"""

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from werkzeug.wrappers import Response

from egov.clock import clock, now
from egov.db import ENGINE
from egov.errors import Misconfigured
from egov.operating.request_log import method_of_request, request_id, rule_of_request, seconds_so_far

TELEMETRY = "telemetry"
SECONDS = 5.0  # the patience with the collector; nobody waits for it
OPEN = "open_spans"  # in the notes of a connection: the statements that run


@dataclass(frozen=True)
class Telemetry:
    """Where spans are made, and how one is marked as failed."""

    provider: Any
    tracer: Any
    trace: Any

    @property
    def failed(self) -> Any:
        return self.trace.Status(self.trace.StatusCode.ERROR)


def start_telemetry(app: Flask) -> None:
    """Begin to tell the collector, in a process that answers requests. Nothing is loaded otherwise.

    Raises Misconfigured where the libraries are not installed.
    """
    url = app.config["TELEMETRY_URL"]
    if not url:
        return
    if importlib.util.find_spec("opentelemetry") is None:
        raise Misconfigured("TELEMETRY_URL is set, and OpenTelemetry is not installed. pip install -e '.[telemetry]'")
    sdk = importlib.import_module("opentelemetry.sdk.trace")
    export = importlib.import_module("opentelemetry.sdk.trace.export")
    otlp = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    resource = importlib.import_module("opentelemetry.sdk.resources").Resource.create({"service.name": "egov"})
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter(endpoint=url, timeout=SECONDS)))
    trace = importlib.import_module("opentelemetry.trace")
    app.extensions[TELEMETRY] = Telemetry(provider, provider.get_tracer("egov"), trace)
    app.after_request(_end_request)
    engine = app.extensions[ENGINE]
    event.listen(engine, "before_cursor_execute", _begin_statement)
    event.listen(engine, "after_cursor_execute", _end_statement)
    event.listen(engine, "handle_error", _fail_statement)


def _telemetry() -> Telemetry:
    telemetry: Telemetry = current_app.extensions[TELEMETRY]
    return telemetry


def _span_of_request() -> Any:
    """The span of the running request; it begins with the request, whoever asks first."""
    if "span" not in g:
        began = (now() - clock.offset).timestamp() - seconds_so_far()
        name = f"{method_of_request()} {rule_of_request()}"
        kind = _telemetry().trace.SpanKind.SERVER
        g.span = _telemetry().tracer.start_span(name, kind=kind, start_time=int(began * 1e9))
    return g.span


def _end_request(response: Response) -> Response:
    span = _span_of_request()
    span.set_attributes(
        {
            "http.request.method": method_of_request(),
            "http.route": rule_of_request(),
            "http.response.status_code": response.status_code,
            "egov.request_id": request_id(),
        }
    )
    if response.status_code >= 500:
        span.set_status(_telemetry().failed)
    span.end()
    return response


def _begin_statement(connection: Connection, _cursor: Any, statement: str, *_values: Any) -> None:
    if not has_request_context():
        return
    telemetry = _telemetry()
    words = {"db.system.name": connection.dialect.name, "db.query.text": statement}
    span = telemetry.tracer.start_span(
        statement.split(maxsplit=1)[0].upper(),
        context=telemetry.trace.set_span_in_context(_span_of_request()),
        kind=telemetry.trace.SpanKind.CLIENT,
        attributes=words,
    )
    connection.info.setdefault(OPEN, []).append(span)


def _end_statement(connection: Connection, *_rest: Any) -> None:
    if connection.info.get(OPEN):
        connection.info[OPEN].pop().end()


def _fail_statement(problem: ExceptionContext) -> None:
    """Without the words of the database, which may repeat what people wrote."""
    if problem.connection is not None and problem.connection.info.get(OPEN):
        span = problem.connection.info[OPEN].pop()
        span.set_status(_telemetry().failed)
        span.end()
