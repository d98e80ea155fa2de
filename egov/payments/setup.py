"""Joins the payments room to the application."""

from flask import Flask

from egov.errors import Misconfigured
from egov.payments import bank_views, desk_views, finance_views, views  # noqa: F401 - they add their pages
from egov.payments.blueprint import blueprint
from egov.payments.providers import chosen_providers


def init_payments(app: Flask) -> None:
    """Offer the ways to pay and register the pages. Raises Misconfigured."""
    if app.config["PAYMENT_PROVIDERS"] and not app.config["DEMO"]:
        raise Misconfigured("PAYMENT_PROVIDERS names a bank of the demonstration, and DEMO is off. Take it out.")
    app.extensions["payment_providers"] = chosen_providers(app.config["PAYMENT_PROVIDERS"])
    app.register_blueprint(blueprint)
