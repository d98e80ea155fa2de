"""A setting of a wrong kind stops the start with a sentence, before a citizen meets it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from egov import create_app
from egov.db import db
from egov.errors import Misconfigured
from tests.conftest import settings

WRONG: list[tuple[str, str, str]] = [
    ("TRUSTED_PROXIES", "one", "TRUSTED_PROXIES is 'one' and must be a whole number. Write for example FLASK_TRUSTED"),
    ("MAX_CONTENT_LENGTH", "12MB", "MAX_CONTENT_LENGTH is '12MB' and must be a whole number."),
    ("DATABASE_POOL_SIZE", "five", "DATABASE_POOL_SIZE is 'five' and must be a whole number."),
    ("WTF_CSRF_TIME_LIMIT", "-5", "WTF_CSRF_TIME_LIMIT is -5 and must be a whole number."),
    ("SESSION_IDLE", "half an hour", "must be a whole number. Write for example FLASK_SESSION_IDLE=1800."),
    ("RATELIMIT_ENABLED", "False", "RATELIMIT_ENABLED is 'False' and must be true or false."),
    ("DEMO", "no", "DEMO is 'no' and must be true or false. Write for example FLASK_DEMO=true."),
    ("SMTP_URL", "smtp://h:abc", "SMTP_URL names no mail server."),
    ("RATELIMIT_STORAGE_URI", "redis:/hushhush", "RATELIMIT_STORAGE_URI: ValueError. Write redis://127.0.0.1:6379/0"),
    ("RATELIMIT_STORAGE_URI", "redi://hushhush", "RATELIMIT_STORAGE_URI: ConfigurationError. Write redis://"),
]  # fmt: skip


def without(folder: Path, name: str) -> dict[str, Any]:
    """The settings of a demonstration but one, which comes from the environment."""
    usual = settings(folder, f"sqlite:///{folder / 'x.sqlite'}") | {"RATELIMIT_ENABLED": True}
    return {key: value for key, value in usual.items() if key != name}


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_a_setting_of_a_wrong_kind_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"FLASK_{name}", value)
    with pytest.raises(Misconfigured) as refused:
        create_app(without(tmp_path, name))
    assert sentence in str(refused.value)
    assert "hushhush" not in str(refused.value)


def test_one_says_yes_and_seconds_are_a_span_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEMO", "1")
    monkeypatch.setenv("FLASK_SESSION_IDLE", "600")
    app = create_app(without(tmp_path, "DEMO"))
    assert app.config["DEMO"] is True
    assert app.config["SESSION_IDLE"] == timedelta(minutes=10)
    with app.app_context():
        db.engine.dispose()
