"""Where the database is away, each command says one sentence, and what to look at."""

from pathlib import Path

import pytest

from tests.cli.copies import ROOT, Copy

COMMANDS: dict[str, tuple[str, ...]] = {
    "upgrade": ("db", "upgrade"),
    "check": ("check",),
    "publish": ("publish",),
    "verify": ("audit", "verify"),
    "status": ("audit", "status"),
    "simulate": ("simulate", "dog_licence"),
}
AWAY = (
    "The database does not answer. Look whether its server runs, and whether DATABASE_URL and its password are right."
)


def house(folder: Path, url: str) -> Copy:
    kept = {f"FLASK_{name}_FOLDER": str(folder / name.lower()) for name in ("KEYS", "FILES", "LOG", "MAIL")}
    return Copy(ROOT, {"FLASK_DATABASE_URL": url, "FLASK_DEMO": "false", **kept})


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_does_not_run_is_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    said = house(tmp_path, "postgresql+psycopg://egov:hushhush@127.0.0.1:7699/egov").egov(*COMMANDS[command])
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert AWAY in said.stderr
    assert "hushhush" not in said.stderr


@pytest.mark.postgresql
def test_a_database_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, postgresql: str) -> None:
    said = house(tmp_path, f"{postgresql}/nowhere").egov("check")
    assert said.returncode == 1
    assert AWAY in said.stderr
    assert 'database "nowhere" does not exist' in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    "url", ["postgresql+psycop://egov:hushhush@h/egov", "egov.sqlite", "postgresql://h:x:hushhush/egov"]
)
def test_an_address_of_no_database_is_told_in_a_sentence(tmp_path: Path, url: str) -> None:
    ours = house(tmp_path, url)
    for more in ({}, {"FLASK_DATABASE_PASSWORD": "hushhush"}):
        said = Copy(ROOT, {**ours.env, **more}).egov("check")
        assert said.returncode == 1
        assert said.stderr.startswith("egov cannot start. DATABASE_URL")
        assert "postgresql+psycopg://USER@HOST/NAME" in said.stderr
        assert "Traceback" not in said.stderr
        assert "hushhush" not in said.stderr
