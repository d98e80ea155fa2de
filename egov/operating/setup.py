"""Joins the operating room to the application."""

from flask import Flask

from egov.errors import Misconfigured
from egov.operating import probes, views
from egov.operating.heartbeat import beat
from egov.operating.request_log import JSON, TEXT, init_request_log
from egov.worker import before_work


def init_operating(app: Flask) -> None:
    """Number, time and log requests, answer probes, and let workers leave signs of life. Raises Misconfigured.

    It comes before all rooms that do something for a request, so that nothing is done for a probe.
    """
    app.config["LOG_FORMAT"] = app.config["LOG_FORMAT"] or (TEXT if app.config["DEMO"] else JSON)
    if app.config["LOG_FORMAT"] not in (JSON, TEXT):
        raise Misconfigured(f'LOG_FORMAT is "{app.config["LOG_FORMAT"]}". Write "{JSON}" or "{TEXT}".')
    init_request_log(app)
    app.before_request(probes.answer_probe)
    app.register_blueprint(probes.blueprint)
    app.register_blueprint(views.blueprint)
    before_work(app, beat)
