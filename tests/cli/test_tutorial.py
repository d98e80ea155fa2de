"""The ten minutes of the trainee, as ``docs/service-in-ten-minutes.md`` tells them."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from tests.cli.copies import ROOT, Copy, copy_to

TUTORIAL = (ROOT / "docs" / "service-in-ten-minutes.md").read_text(encoding="utf-8")
FACE, RULES, TABLES = re.findall(r"```python\n(.*?)```", TUTORIAL, re.DOTALL)
IMPORTS = "from egov.kit import *  # noqa: F403\nfrom egov.kit import _\n"


@pytest.fixture(scope="module")
def fishing(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy in which somebody has come to step 3."""
    ours = copy_to(tmp_path_factory.mktemp("trainee"))
    folder = ours.service("fishing_permit")
    (folder / "__init__.py").write_text(FACE, encoding="utf-8")
    (folder / "rules.py").write_text(RULES, encoding="utf-8")
    return ours


def translated(path: Path) -> None:
    """Write something into each place that waits for a translation."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="ar")
    for message in catalogue:
        if message.id and not message.string:
            message.string = f"«{message.id}»"
    with path.open("wb") as file:
        write_po(file, catalogue)


def test_step_by_step_a_service_comes_about(fishing: Copy) -> None:
    checked = fishing.egov("check")
    assert checked.returncode == 1
    faults = [line for line in checked.stdout.splitlines() if "fishing_permit/" in line]
    assert faults
    assert all("Translate it in ar.po." in line for line in faults), "at first only words are missing"
    assert fishing.egov("texts", "ar").returncode == 0
    translated(fishing.root / "services" / "fishing_permit" / "ar.po")
    checked = fishing.egov("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    robot = ("-m", "pytest", "-q", "tests/services/test_every_service.py", "-k", "fishing_permit and sqlite")
    played = fishing.python(*robot)
    assert played.returncode == 0, played.stdout + played.stderr


@pytest.mark.parametrize("table", TABLES.splitlines())
def test_each_workflow_that_is_named_can_be_chosen(fishing: Copy, table: str) -> None:
    face = fishing.root / "services" / "fishing_permit" / "__init__.py"
    imported = re.sub(r"from egov\.kit import .*\n", IMPORTS, FACE, count=1)
    face.write_text(imported.replace("workflow=renewable(permit)", f"workflow={table}"), encoding="utf-8")
    assert table in face.read_text(encoding="utf-8")
    started = fishing.egov("check")
    assert "egov cannot start" not in started.stderr, started.stderr
    unsound = [said for said in started.stdout.splitlines() if "fishing_permit/" in said and "Translate" not in said]
    assert not unsound, started.stdout


def test_a_demonstration_is_filled_with_what_the_trainee_wrote(fishing: Copy) -> None:
    played = replace(
        fishing, env={"FLASK_DATABASE_URL": f"sqlite:///{fishing.root / 'full.sqlite'}", "FLASK_DEMO": "1"}
    )
    filled = played.egov("load-demo", "--cases", "30")
    assert filled.returncode == 0, filled.stderr
    assert "left out" not in filled.stdout


def test_cases_older_than_the_law_are_left_out_with_a_sentence(fishing: Copy) -> None:
    rules = fishing.root / "services" / "fishing_permit" / "rules.py"
    rules.write_text(RULES.replace("date(2020, 1, 1): 4000, ", ""), encoding="utf-8")
    played = replace(fishing, env={"FLASK_DATABASE_URL": f"sqlite:///{fishing.root / 'new.sqlite'}", "FLASK_DEMO": "1"})
    filled = played.egov("load-demo", "--cases", "30")
    rules.write_text(RULES, encoding="utf-8")
    assert filled.returncode == 0, filled.stderr
    assert (
        "fishing_permit: cases that began before its rules hold were left out (no figure is in force" in filled.stdout
    )
