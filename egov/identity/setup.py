"""Joins the identity room to the application."""

from datetime import timedelta

from flask import Flask, current_app, request
from flask_login import LoginManager

from egov.db import transaction
from egov.identity import operations
from egov.identity.demo_provider.server import make_server
from egov.identity.demo_provider.transport import SameProcess
from egov.identity.demo_provider.views import blueprint as provider
from egov.identity.guards import current_person
from egov.identity.installation import check_demo
from egov.identity.models import Person
from egov.identity.sessions import current_sign_in, load_sign_in, wall_time
from egov.identity.views import blueprint

SEEN_EVERY = timedelta(minutes=1)  # A page read does not always write.


def init_identity(app: Flask) -> None:
    """Register sign-in, its pages and, in a demonstration, the provider of national identities."""
    app.config.setdefault("OIDC_TIMEOUT", 5)  # Seconds a citizen waits for the provider.
    app.config["SESSION_COOKIE_SECURE"] = app.config["BASE_URL"].startswith("https:")
    manager = LoginManager()
    # A telephone changes its address under way, so a session is not bound to one.
    manager.session_protection = None
    manager.user_loader(load_sign_in)
    manager.init_app(app, add_context_processor=False)
    app.before_request(_check_installation)
    app.before_request(_note_presence)
    app.context_processor(_me)
    app.register_blueprint(blueprint)
    if app.config["DEMO"]:
        app.extensions["demo_provider"] = make_server(app)
        app.extensions["demo_transport"] = SameProcess(app)
        app.register_blueprint(provider)


def _check_installation() -> None:
    """Look once, before the first answer, whether settings and database belong together."""
    if not current_app.extensions.get("installation_checked"):
        check_demo(current_app)
        current_app.extensions["installation_checked"] = True


def _note_presence() -> None:
    if request.endpoint == "static":
        return
    sign_in = current_sign_in()
    if sign_in and wall_time() - sign_in.seen_at >= SEEN_EVERY:
        with transaction():
            operations.note_presence(sign_in)


def _me() -> dict[str, Person | None]:
    return {"me": current_person()}
