"""Which OpenID provider tells us who a citizen is."""

from flask import current_app

DEMO_PREFIX = "/national-id"
CALLBACK_PATH = "/sign-in/callback"


def base_url() -> str:
    """The address of this site, without a slash at its end."""
    return str(current_app.config["BASE_URL"]).rstrip("/")


def demo_issuer() -> str:
    """The issuer of the provider that a demonstration brings along."""
    return base_url() + DEMO_PREFIX


def issuer() -> str:
    """The issuer we trust; empty where citizens cannot sign in yet."""
    return str(current_app.config["OIDC_ISSUER"]) or (demo_issuer() if current_app.config["DEMO"] else "")


def callback_url() -> str:
    """Where the provider sends people back to; registered there letter by letter."""
    return base_url() + CALLBACK_PATH
