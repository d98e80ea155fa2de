"""Settings: defaults, then ``instance/config.py``, then environment variables that begin with ``FLASK_``.

Each secret may stand in a file instead, named by the setting with ``_FILE`` at its end: ``FLASK_SECRET_KEY_FILE``.
"""

import getpass
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from egov import disk
from egov.engine import ADDRESSES
from egov.errors import Misconfigured
from egov.settings import settle

ROOT = Path(__file__).resolve().parent.parent

# The last three name other servers, with a password in their addresses.
SECRETS = ("SECRET_KEY", "PAYMENT_SECRET", "OIDC_CLIENT_SECRET", "DATABASE_PASSWORD", "S3_SECRET_KEY",
           "BACKUP_PASSPHRASE", "METRICS_TOKEN", "DATABASE_URL", "SMTP_URL", "RATELIMIT_STORAGE_URI")  # fmt: skip

DEMO_PROVIDERS = ["demo", "declining", "failing"]

# What matters where there are other servers: a database, proxies, Redis, a store for files. docs/scale.md tells more.
SCALED: dict[str, Any] = {
    "DATABASE_PASSWORD": "",
    "DATABASE_POOL_SIZE": 5,  # connections that each process keeps
    "DATABASE_POOL_OVERFLOW": 5,  # and may open besides for a moment
    "DATABASE_POOL_TIMEOUT": 10,  # seconds to wait for a free one
    "TRUSTED_PROXIES": 0,
    "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    "FILES_STORE": "",
    "S3_ENDPOINT": "",
    "S3_REGION": "us-east-1",
    "S3_ACCESS_KEY": "",
    "S3_SECRET_KEY": "",
}


def defaults(instance: Path) -> dict[str, Any]:
    """The settings of a fresh installation: one SQLite file in the instance folder, nothing sent outside."""
    return {
        **SCALED,
        "DATABASE_URL": "",
        "COUNTRY": str(ROOT / "countries" / "base"),
        "BASE_URL": "http://localhost:5000",
        "DEMO": None,  # unless it is said: yes, where nothing but the demonstration was begun here
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "egov",
        "SESSION_IDLE": timedelta(minutes=30),
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "DRAFTS_KEPT": timedelta(days=90),  # after the last answer; egov retention --delete then empties them
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
        "PAYMENT_PROVIDERS": None,  # unless they are named: all of the demonstration in one, else none
        "PAYMENT_SECRET": "",
        "BACKUP_PASSPHRASE": "",
        "LOG_FORMAT": "",  # "json" or "text"; text in a demonstration, else json
        "METRICS_TOKEN": "",  # who brings it reads /metrics
        "METRICS_FOLDER": "",  # where several processes serve the pages, their counters lie there
        "TELEMETRY_URL": "",  # a collector of OpenTelemetry, for example http://127.0.0.1:4318/v1/traces
        "LOG_FOLDER": "",
        "LOG_ORIGIN": "",
        "LOG_POLICY": "",
        "LOG_WITNESSES": [],
        "LOG_SECOND_SIGNATURE": False,
    }


def configure(app: Flask, overrides: dict[str, Any] | None) -> None:
    """Fill ``app.config``; a caller's ``overrides`` (a test, a command) win over everything.

    Raises Misconfigured for a file of a secret that cannot be read, and for a setting of a wrong kind.
    """
    instance = Path(app.instance_path)
    app.config.from_mapping(defaults(instance))
    app.config.from_pyfile(str(instance / "config.py"), silent=True)
    app.config.from_prefixed_env()
    _read_secrets(app)
    app.config.update(overrides or {})
    settle(app.config, defaults(instance))
    if app.config["DEMO"] is None:
        app.config["DEMO"] = not app.config["DATABASE_URL"] and _is_only_played(instance)
    if app.config["PAYMENT_PROVIDERS"] is None:
        app.config["PAYMENT_PROVIDERS"] = DEMO_PROVIDERS if app.config["DEMO"] else []
    if not app.config["DATABASE_URL"]:
        name = "demo" if app.config["DEMO"] else "egov"
        app.config["DATABASE_URL"] = f"sqlite:///{(instance / name).with_suffix('.sqlite').as_posix()}"
    if not app.config["LOG_FOLDER"]:  # a log belongs to one database
        app.config["LOG_FOLDER"] = str(instance / ("demo-log" if app.config["DEMO"] else "log"))
    instance.mkdir(parents=True, exist_ok=True)
    for key in ("SECRET_KEY", "PAYMENT_SECRET", "OIDC_CLIENT_SECRET"):
        app.config[key] = app.config[key] or secret(Path(app.config["KEYS_FOLDER"]) / key.lower())


def secret(path: Path) -> str:
    """The secret kept in this file, made at the first start. Raises Misconfigured where this user may not open it."""
    try:
        return disk.secret(path)
    except PermissionError as problem:
        place = path if os.path.exists(path) else path.parent  # the method of Path raises where the folder is closed
        cure = f"It was made by another one, such as root: chown -R {_this_user()} {path.parent}"
        raise Misconfigured(f"{place}: this user cannot read it. {cure}") from problem


def _this_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may have no list of users
        return str(os.geteuid())


def _is_only_played(instance: Path) -> bool:
    """Whether the demonstration was begun here and nothing else: then commands beside it speak of it."""
    return (instance / "demo.sqlite").exists() and not _has_tables(instance / "egov.sqlite")


def _has_tables(file: Path) -> bool:
    """Whether it is more than the empty file that SQLite makes for whoever only looks."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    except sqlite3.Error:  # one that is damaged or busy is not empty
        return True


def _read_secrets(app: Flask) -> None:
    """Take each secret from its file, where one is named; the password of the database joins its address."""
    for name in SECRETS:
        file = app.config.get(f"{name}_FILE")
        if file:
            try:
                app.config[name] = Path(file).read_text(encoding="utf-8").strip()
            except OSError as problem:
                cure = f"Name a file that this user can read, or set {name} itself."
                raise Misconfigured(f"{name}_FILE: {problem.strerror}: {file}. {cure}") from problem
    if app.config["DATABASE_PASSWORD"]:
        try:
            url = make_url(app.config["DATABASE_URL"]).set(password=app.config["DATABASE_PASSWORD"])
        except (ArgumentError, ValueError) as problem:
            raise Misconfigured(f"DATABASE_URL is no address. {ADDRESSES}") from problem
        app.config["DATABASE_URL"] = url.render_as_string(hide_password=False)
