"""Secrets of an installation: made once by several processes at once, or handed over in files."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import make_url

from egov import create_app
from egov.config import secret
from egov.errors import Misconfigured

PROCESSES, SECRETS = 4, 200


def secrets_in(folder: Path) -> list[str]:
    """What a process reads that starts together with others."""
    return [secret(folder / str(number)) for number in range(SECRETS)]


def test_processes_that_start_together_share_each_secret(tmp_path: Path) -> None:
    with ProcessPoolExecutor(PROCESSES, get_context("fork")) as pool:
        read = list(pool.map(secrets_in, [tmp_path / "keys"] * PROCESSES))
    assert all(secrets == read[0] for secrets in read)
    assert {len(each) for each in read[0]} == {43}, "256 bits, whole"
    assert len(set(read[0])) == SECRETS
    assert len(list((tmp_path / "keys").iterdir())) == SECRETS, "nothing unfinished is left"


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SECRET_KEY": "many random words", "DATABASE_PASSWORD": "p@ss/word"}.items():
        (tmp_path / name).write_text(f"{value}\n", encoding="utf-8")
        monkeypatch.setenv(f"FLASK_{name}_FILE", str(tmp_path / name))
    monkeypatch.setenv("FLASK_DATABASE_URL", "postgresql+psycopg://egov@db.example/egov")
    app = create_app({"KEYS_FOLDER": str(tmp_path / "keys")})
    assert app.config["SECRET_KEY"] == "many random words"
    url = make_url(app.config["DATABASE_URL"])
    assert (url.username, url.password, url.host) == ("egov", "p@ss/word", "db.example")


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_SMTP_URL_FILE", str(tmp_path / "no"))
    with pytest.raises(Misconfigured, match=r"SMTP_URL_FILE: No such file .* set SMTP_URL itself"):
        create_app()
