"""Figures for Prometheus, where ``METRICS_TOKEN`` is set. Nothing in them is about a person.

Requests are counted by the rule of their address, never by the address; what waits is counted when somebody asks.
Where several processes serve the pages they share a folder, ``METRICS_FOLDER``, by the library's multi-process mode.
"""

import hmac
import importlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from egov.errors import Misconfigured
from egov.operating.request_log import method_of_request, rule_of_request, seconds_so_far
from egov.operating.state import state

METRICS = "metrics"
LIBRARY = "prometheus_client"
SHORTEST_TOKEN = 32  # characters
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)  # seconds


@dataclass(frozen=True)
class Counted:
    """What this process counts: requests by method, rule and status, and the seconds of each method and rule."""

    registry: Any
    requests: Any
    seconds: Any


class State:
    """What waits, as Prometheus collects it."""

    def collect(self) -> Any:
        """A gauge for each figure."""
        gauge = importlib.import_module(f"{LIBRARY}.core").GaugeMetricFamily
        for name, (words, figure) in state().items():
            yield gauge(f"egov_{name}", words, value=figure)


def start_metrics(app: Flask) -> None:
    """Begin to count, in a process that answers requests. The library is not loaded otherwise. Raises Misconfigured."""
    token, folder = str(app.config["METRICS_TOKEN"]), app.config["METRICS_FOLDER"]
    if not token:
        return
    if len(token) < SHORTEST_TOKEN:
        raise Misconfigured(f"METRICS_TOKEN can be guessed. Set at least {SHORTEST_TOKEN} random characters.")
    if importlib.util.find_spec(LIBRARY) is None:
        raise Misconfigured("METRICS_TOKEN is set, and prometheus-client is not installed. pip install -e '.[scale]'")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        for counted_before in Path(folder).glob("*.db"):
            counted_before.unlink()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # the library looks for it when it is loaded
    library = importlib.import_module(LIBRARY)
    registry = library.CollectorRegistry()
    by_rule = ("method", "rule")
    app.extensions[METRICS] = Counted(
        registry,
        library.Counter("egov_requests", "Requests", (*by_rule, "status"), registry=registry),
        library.Histogram("egov_request_seconds", "Time", by_rule, buckets=BUCKETS, registry=registry),
    )
    app.after_request(_count)


def start_shared_metrics(app: Flask) -> None:
    """The same, where several processes serve the pages. Raises Misconfigured."""
    if app.config["METRICS_TOKEN"] and not app.config["METRICS_FOLDER"]:
        raise Misconfigured(
            "METRICS_TOKEN is set and METRICS_FOLDER is not: each process would tell its own figures. "
            "Set FLASK_METRICS_FOLDER to a folder of this machine, such as /run/egov/metrics."
        )
    start_metrics(app)


def may_read_metrics() -> bool:
    """Whether the request brings the token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), str(current_app.config["METRICS_TOKEN"]).encode())


def metrics_as_text() -> str:
    """All figures of all processes, as Prometheus reads them; empty where nothing is counted."""
    counted: Counted | None = current_app.extensions.get(METRICS)
    if counted is None:
        return ""
    library, registry = importlib.import_module(LIBRARY), counted.registry
    if current_app.config["METRICS_FOLDER"]:
        registry = library.CollectorRegistry()
        importlib.import_module(f"{LIBRARY}.multiprocess").MultiProcessCollector(registry)
    now_waiting = library.CollectorRegistry()
    now_waiting.register(State())
    return str((library.generate_latest(registry) + library.generate_latest(now_waiting)).decode())


def _count(response: Response) -> Response:
    counted: Counted = current_app.extensions[METRICS]
    of = (method_of_request(), rule_of_request())
    counted.requests.labels(*of, response.status_code).inc()
    counted.seconds.labels(*of).observe(seconds_so_far())
    return response
