"""What machines ask: does the process live, can it serve, and how much. Nobody is signed in for it."""

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from egov.operating.doctor import what_keeps_us_from_serving
from egov.operating.metrics import may_read_metrics, metrics_as_text
from egov.texts import SOURCE_LANGUAGE, use_language
from egov.web import allow, anyone

blueprint = Blueprint("probes", __name__)


def answer_probe() -> ResponseReturnValue | None:
    """Answer a probe before anything else is done for a request: most of that asks the database."""
    if request.blueprint != blueprint.name or request.endpoint is None:
        return None
    return VIEWS[request.endpoint.rpartition(".")[2]]()


@blueprint.get("/healthz")
@allow(anyone)
def lives() -> ResponseReturnValue:
    """The process lives: whoever hears this need not start it anew."""
    return _plain("The process lives.")


@blueprint.get("/readyz")
@allow(anyone)
def ready() -> ResponseReturnValue:
    """Whether requests may be sent here; where not, status 503 and why, without a name or an address."""
    with use_language(SOURCE_LANGUAGE):
        sentences = [str(finding.sentence) for finding in what_keeps_us_from_serving()]
    return (_plain("\n".join(sentences)), 503) if sentences else _plain("Ready.")


@blueprint.get("/metrics")
@allow(anyone)
def figures() -> ResponseReturnValue:
    """Figures for Prometheus, for who brings the token of ``METRICS_TOKEN``."""
    if not current_app.config["METRICS_TOKEN"]:
        return _plain("METRICS_TOKEN is not set."), 404
    if not may_read_metrics():
        refusal = _plain("Send the token of METRICS_TOKEN: Authorization: Bearer TOKEN")
        return refusal, 401, {"WWW-Authenticate": "Bearer"}
    return Response(metrics_as_text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _plain(words: str) -> Response:
    return Response(words + "\n", content_type="text/plain; charset=utf-8")


VIEWS = {"lives": lives, "ready": ready, "figures": figures}
