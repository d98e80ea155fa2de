"""A server that asks for a password gets it, and nobody else sees it."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from egov import create_app
from egov.db import db
from tests.backup.house import PASSPHRASE, backed_up, looks_whole, restored
from tests.conftest import build_demo, settings
from tests.support.databases import postgresql_programs, postgresql_server

PASSWORD = "a word: with/all@kinds?"


@pytest.mark.postgresql
def test_a_backup_and_its_return_bring_the_password_along(tmp_path: Path) -> None:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgresql_server(programs, password=PASSWORD) as server:
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name in ("before", "after"):
                connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        build_demo(tmp_path / "before", f"{server}/before")
        before, after = (house_at(tmp_path / name, f"{server}/{name}") for name in ("before", "after"))
        made = backed_up(before, tmp_path)
        assert made.exit_code == 0, made.output
        back = restored(after, next(tmp_path.glob("*.backup")))
        assert back.exit_code == 0, back.output
        assert looks_whole(after)
        for app in (before, after):
            with app.app_context():
                db.engine.dispose()


def house_at(folder: Path, url: str) -> Flask:
    return create_app({**settings(folder, url), "BACKUP_PASSPHRASE": PASSPHRASE})
