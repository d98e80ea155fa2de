"""Joins the oversight room to the application."""

from flask import Flask

from egov.oversight import log_pages, receipt_views, views  # noqa: F401 - they add their pages
from egov.oversight.blueprint import blueprint


def init_oversight(app: Flask) -> None:
    """Register the pages of auditors, of receipts and of the log."""
    app.register_blueprint(blueprint)
