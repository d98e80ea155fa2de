"""What every page shares: the guard at its door, the headers on its answer, the sentence when it fails."""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2.ext import Extension
from limits.errors import ConfigurationError
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from egov.compression import init_compression
from egov.errors import Misconfigured, NotAllowed, Problem, SignInNeeded
from egov.kept import init_kept
from egov.texts import Text, _, ngettext

STATIC = Path(__file__).parent / "static"

Guard = Callable[[], None]
View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NUMBER = re.compile(r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b")
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SENTENCES: dict[int, tuple[Text, Text]] = {
    404: (_("Page not found"), _("We could not find what you asked for. Check the address.")),
    405: (_("That did not work"), _("This address does not take what was sent. Go back and try again.")),
    413: (
        _("Too large"),
        _(
            "What you sent is too large. A file may have up to 10 megabytes, and all that you send at once up to 12."
            " Go back and send less."
        ),
    ),
    429: (_("Too many attempts"), _("Please wait a minute and try again.")),
}


def allow(guard: Guard) -> Callable[[View], View]:
    """Open a view to those whom ``guard`` lets pass; it raises a Problem for all others."""

    def mark(view: View) -> View:
        setattr(view, "guard", guard)  # noqa: B010 - the attribute is read by check_guard alone
        return view

    return mark


def anyone() -> None:
    """The guard of a public page."""


def check_guard() -> None:
    """Run the guard of the view that was asked for; a view without one is closed to everybody."""
    if request.endpoint is None:
        return
    guard: Guard | None = getattr(current_app.view_functions[request.endpoint], "guard", None)
    if guard is None:
        raise NotAllowed(_("This page is not open to anybody yet."))
    guard()


def show_problem(status: int, title: Text, sentence: Text) -> ResponseReturnValue:
    """The page for a problem, in the reader's language."""
    return render_template("error.html", title=title, sentence=sentence), status


class Unindented(Extension):
    """Leaves the indentation of templates out of the pages, a tenth of their weight. What people wrote stays."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"^[ \t]+", "", source, flags=re.MULTILINE)


def rows_of(pairs: Iterable[tuple[object, object]], href: str = "") -> list[dict[str, object]]:
    """Pairs of a label and words, as the summary list of the templates takes them; ``href`` is where to change them."""
    return [{"key": label, "value": words, "href": href} for label, words in pairs]


def unbroken(words: object) -> Markup:
    """Words in which no line breaks inside a number such as DLC-26-7KQ4M2-X, whatever the direction around it."""
    return Markup(NUMBER.sub(r'<bdi class="number">\g<0></bdi>', str(escape(words))))  # noqa: S704 - escaped before


def init_web(app: Flask) -> None:
    """Register guards, headers, CSRF protection, rate limits, compression and the pages for problems."""
    csrf.init_app(app)
    _init_limiter(app)
    allow(anyone)(app.view_functions["static"])
    app.jinja_env.trim_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.url_defaults(_version_static)
    app.jinja_env.filters["unbroken"] = unbroken
    app.jinja_env.globals.update(_=_, ngettext=ngettext, rows_of=rows_of)
    init_kept(app)
    app.before_request(check_guard)
    app.after_request(_add_headers)
    init_compression(app)
    app.register_error_handler(Problem, _answer_problem)
    app.register_error_handler(CSRFError, _offer_to_send_again)
    app.register_error_handler(HTTPException, _answer_http)


def _init_limiter(app: Flask) -> None:
    """Count requests by the address of the browser, which ``TRUSTED_PROXIES`` servers before us pass on.

    Where the counters are in Redis and it is away, each process counts for itself, and looks after a second, two,
    four and so on whether it is back (``RATELIMIT_IN_MEMORY_FALLBACK_ENABLED``). Raises Misconfigured.
    """
    if app.config["RATELIMIT_STORAGE_URI"].startswith("redis"):
        app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", {"socket_connect_timeout": 0.5, "socket_timeout": 0.5})
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    try:
        limiter.init_app(app)
    except (ConfigurationError, ValueError) as problem:  # its words may repeat a password
        cure = "Write redis://127.0.0.1:6379/0 and pip install -e '.[scale]', or memory://."
        raise Misconfigured(f"RATELIMIT_STORAGE_URI: {type(problem).__name__}. {cure}") from problem


@cache
def _static_version() -> str:
    """Changes with any style sheet or picture, so that browsers keep them for long and still never show old ones."""
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def _version_static(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("v", _static_version())


def _add_headers(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _answer_problem(problem: Problem) -> ResponseReturnValue:
    if isinstance(problem, SignInNeeded):
        if request.method == "POST":
            return _offer_to_send_again(problem)
        return redirect(url_for("identity.sign_in", next=request.full_path.rstrip("?")))
    return show_problem(problem.status, problem.title, problem.sentence)


def _offer_to_send_again(problem: Exception) -> ResponseReturnValue:
    """The session ended while a form was open: give the answers back, to be sent once more.

    Only for a form of our own pages: another site must not be able to fill this page.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return show_problem(400, _("That did not work"), _("This form was not sent from our pages."))
    fields = [(name, value) for name, value in request.form.items(multi=True) if not _is_private(name)]
    signed_out = isinstance(problem, SignInNeeded)
    return render_template("send-again.html", fields=fields, signed_out=signed_out, action=request.full_path), 400


def _is_private(name: str) -> bool:
    return name in {"csrf_token", "password", "pin"}


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    title, sentence = SENTENCES.get(error.code, SENTENCES[405])
    return show_problem(error.code, title, sentence)
