"""Joins the audit room to the application."""

from flask import Flask

from egov.audit.sealing import seal_entries
from egov.db import before_commit


def init_audit(app: Flask) -> None:
    """Seal the entries of each transaction at its end."""
    before_commit(app, seal_entries)
