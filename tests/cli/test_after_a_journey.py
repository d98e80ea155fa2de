"""After a journey of the time machine every command lives in the time that the pages show."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.sequencer import sequence_all
from egov.cli.backup import backup_command
from egov.clock import clock
from egov.config import ROOT
from egov.country.days import day_of, today
from egov.db import db
from tests.cases.office import guide_dog, person_called
from tests.cli.test_add_official import BILAL
from tests.support.visitor import Visitor


@pytest.fixture
def reference(app: Flask, people: Callable[[str], Visitor]) -> str:
    """A case of whoever travelled a year ahead."""
    amina = people("amina")
    reference = guide_dog(amina)
    amina.open("/demo/time").press("A year")
    with app.app_context():
        sequence_all()
    return reference


def typed(app: Flask, command: Any, *words: str) -> Result:
    """Run a command as a process of its own does, which has travelled nowhere yet."""
    clock.offset = timedelta()
    return app.test_cli_runner().invoke(command, list(words))


def test_what_commands_write_is_not_dated_back(app: Flask, tmp_path: Path, reference: str) -> None:
    app.config["BACKUP_PASSPHRASE"] = "three boats under an orange moon"
    parcels = tmp_path / "parcels.csv"
    parcels.write_text("number,owner,address,area,zone\nZ-1,Ana,1 Quay,XM-HA-02,living\n", encoding="utf-8")
    with app.app_context():
        number = person_called("amina").id
    for command, *words in (
        ("load-register", "parcels", str(parcels)),
        ("add-official", *(word for name, value in BILAL.items() for word in (f"--{name}", value))),
        ("audit", "export", reference, "--to", str(tmp_path / "case.zip")),
        ("audit", "erase", f"person {number}", "--reason", "a court", "--yes"),
    ):
        told = typed(app, app.cli, command, *words)
        assert told.exit_code == 0, (command, told.output, told.exception)
    assert typed(app, backup_command, str(tmp_path / "house.backup")).exit_code == 0
    verified = typed(app, app.cli, "audit", "verify")
    assert verified.exit_code == 0, verified.output
    with app.app_context():
        written = select(Entry).filter(Entry.action.in_(("register_loaded", "role_given", "backup_made", "erased")))
        assert {day_of(entry.at) for entry in db.session.scalars(written.order_by(Entry.id.desc()).limit(4))} == {
            today()
        }


def test_no_command_enters_the_application_at_another_time() -> None:
    entering = [
        path.name
        for path in (ROOT / "egov" / "cli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "flask.cli"
        if any(name.name == "with_appcontext" for name in node.names)
    ]
    assert not entering
