"""One line a request, and the number by which a citizen can tell the help desk which one it was.

A line names the rule of an address and never the address itself, in which references and codes of people stand.
"""

import logging
import re
import secrets
from time import perf_counter
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import event
from werkzeug.wrappers import Response

from egov.db import ENGINE

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
JSON, TEXT = "json", "text"

log = logging.getLogger(__name__)


def init_request_log(app: Flask) -> None:
    """Number and time each request, and count what it asks the database. It comes before all that can refuse one."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.jinja_env.globals["request_id"] = request_id
    event.listen(app.extensions[ENGINE], "before_cursor_execute", _count)


def request_id() -> str:
    """The number of the running request, empty outside of one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def rule_of_request() -> str:
    """The rule of the address that was asked for, ``unknown`` where we have none."""
    return request.url_rule.rule if request.url_rule else "unknown"


def method_of_request() -> str:
    """The method; one that no page knows is ``other``, since anybody can write anything there."""
    return request.method if request.method in METHODS else "other"


def seconds_so_far() -> float:
    """For how long the request has run."""
    return perf_counter() - float(g.get("began", perf_counter()))


def _begin() -> None:
    g.began, g.statements = perf_counter(), 0
    g.request_id = _given() or secrets.token_hex(8)


def _given() -> str:
    """The number that a trusted proxy before us has written; a browser cannot choose one."""
    given = request.headers.get(HEADER, "")
    return given if current_app.config["TRUSTED_PROXIES"] and SANE.fullmatch(given) else ""


def _finish(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if current_app.config["LOG_FORMAT"] == JSON:
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        log.log(level, "request", extra={"request": _line(response.status_code)})
    return response


def _line(status: int) -> dict[str, Any]:
    return {
        "method": method_of_request(),
        "rule": rule_of_request(),
        "status": status,
        "ms": round(seconds_so_far() * 1000, 1),
        "statements": g.get("statements", 0),
    }


def _count(*_arguments: Any) -> None:
    if has_request_context():
        g.statements = g.get("statements", 0) + 1
