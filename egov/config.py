"""Settings: defaults, then ``instance/config.py``, then environment variables that begin with ``FLASK_``."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

ROOT = Path(__file__).resolve().parent.parent


def defaults(instance: Path) -> dict[str, Any]:
    """The settings of a fresh installation: one SQLite file in the instance folder, nothing sent outside."""
    return {
        "DATABASE_URL": "",
        "COUNTRY": str(ROOT / "countries" / "base"),
        "BASE_URL": "http://localhost:5000",
        "DEMO": False,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "egov",
        "SESSION_IDLE": timedelta(minutes=30),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": "memory://",
        "FILES_FOLDER": str(instance / "files"),
        "KEYS_FOLDER": str(instance / "keys"),
        "MAIL_FOLDER": str(instance / "outbox"),
        "SMTP_URL": "",
        "MAIL_FROM": "no-reply@example.org",
        "OIDC_ISSUER": "",
        "OIDC_CLIENT_ID": "egov",
        "OIDC_CLIENT_SECRET": "",
        "OIDC_IDENTIFIER_CLAIM": "national_id",
        "PAYMENT_PROVIDERS": [],
        "PAYMENT_SECRET": "",
        "LOG_FOLDER": "",
        "LOG_ORIGIN": "",
        "LOG_POLICY": "",
        "LOG_WITNESSES": [],
        "LOG_SECOND_SIGNATURE": False,
    }


def configure(app: Flask, overrides: dict[str, Any] | None) -> None:
    """Fill ``app.config``; a caller's ``overrides`` (a test, a command) win over everything."""
    instance = Path(app.instance_path)
    app.config.from_mapping(defaults(instance))
    app.config.from_pyfile(str(instance / "config.py"), silent=True)
    app.config.from_prefixed_env()
    app.config.update(overrides or {})
    if not app.config["DATABASE_URL"]:
        name = "demo" if app.config["DEMO"] else "egov"
        app.config["DATABASE_URL"] = f"sqlite:///{(instance / name).with_suffix('.sqlite').as_posix()}"
    if not app.config["LOG_FOLDER"]:  # a log belongs to one database
        app.config["LOG_FOLDER"] = str(instance / ("demo-log" if app.config["DEMO"] else "log"))
    instance.mkdir(parents=True, exist_ok=True)
    for key in ("SECRET_KEY", "PAYMENT_SECRET", "OIDC_CLIENT_SECRET"):
        app.config[key] = app.config[key] or secret(Path(app.config["KEYS_FOLDER"]) / key.lower())


def secret(path: Path) -> str:
    """The secret kept in this file (URL-safe text, 256 bits), made at the first start, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii")
