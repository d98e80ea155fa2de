"""The public log over HTTP (C2SP tlog-tiles): anybody may read it, and keep it."""

from flask import Blueprint, Flask, Response

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import policy_text
from egov.audit.witnesses import witnesses
from egov.errors import Misconfigured, NotFound
from egov.tlog.errors import LogProblem, Malformed
from egov.tlog.policy import parse_policy
from egov.tlog.tiles import parse_path, tile_of
from egov.web import allow, anyone

blueprint = Blueprint("log", __name__, url_prefix="/log")
TEXT = "text/plain; charset=utf-8"
FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/checkpoint")
@allow(anyone)
def checkpoint() -> Response:
    """The newest signed checkpoint."""
    note = log_folder().checkpoint()
    if note is None:
        raise NotFound()
    return _public(note.encode(), TEXT, "no-cache")


@blueprint.get("/tile/<path:name>")
@allow(anyone)
def tile(name: str) -> Response:
    """A tile or a bundle of entries that a published checkpoint vouches for; such a file never changes."""
    folder = log_folder()
    try:
        asked = parse_path(f"tile/{name}")
        if tile_of(asked.level, asked.index, folder.size).width < asked.width:
            raise NotFound()
        return _public(folder.read(asked), "application/octet-stream", FOREVER)
    except (LogProblem, OSError) as missing:
        raise NotFound() from missing


@blueprint.get("/policy")
@allow(anyone)
def policy() -> Response:
    """Whom a reader should believe (C2SP tlog-policy). Better take it from somebody other than the log."""
    answer = _public(policy_text().encode("utf-8", "surrogateescape"), TEXT, "no-cache")
    answer.headers["Content-Disposition"] = "attachment; filename=policy.txt"
    return answer


def init_log(app: Flask) -> None:
    """Open the log to the world. Raises Misconfigured for a wrong policy or a wrong witness."""
    with app.app_context():
        witnesses()
        if app.config["LOG_POLICY"]:
            try:
                parse_policy(policy_text().encode("utf-8", "surrogateescape"))
            except (OSError, Malformed) as wrong:
                raise Misconfigured(f"LOG_POLICY: {wrong}") from wrong
    app.register_blueprint(blueprint)


def _public(data: bytes, kind: str, keep: str) -> Response:
    """Pages of other hosts may read it as well: a verifier in a browser is not served by us."""
    headers = {"Content-Type": kind, "Cache-Control": keep, "Access-Control-Allow-Origin": "*"}
    return Response(data, headers=headers)
