"""What all tests of faults share."""

import pytest


@pytest.fixture(autouse=True)
def as_often_as_they_like(monkeypatch: pytest.MonkeyPatch) -> None:
    """All the people of these tests come from one address, and some send more in a minute than one person may."""
    monkeypatch.setenv("FLASK_RATELIMIT_ENABLED", "false")
