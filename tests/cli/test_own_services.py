"""A ministry keeps its services outside of this folder, and no upgrade touches them."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from tests.cli.copies import ROOT, Copy

GIVEN = ("birth_registration", "building_permit", "dog_licence", "parking_fine")
SCRIPT = Path(sys.executable).with_name("egov")  # not resolved: a virtual environment has links to Python


@pytest.fixture
def ministry(tmp_path: Path) -> Path:
    """The folder of a ministry with a service of its own, beside an ``__init__.py`` that is empty."""
    mine = copytree(ROOT / "services" / "dog_licence", tmp_path / "teska" / "services" / "cat_licence")
    (mine.parent / "__init__.py").touch()
    for file in mine.glob("*.py"):
        said = file.read_text(encoding="utf-8").replace("dog_licence", "cat_licence").replace('"DL"', '"CL"')
        file.write_text(said, encoding="utf-8")
    return tmp_path / "teska"


def house(ministry: Path) -> Copy:
    database = {"FLASK_DATABASE_URL": f"sqlite:///{ministry / 'demo.sqlite'}", "FLASK_DEMO": "true"}
    return Copy(ROOT, {"PYTHONPATH": str(ministry), **database})


def test_a_service_elsewhere_on_the_path_is_one_of_ours(ministry: Path) -> None:
    ours = house(ministry)
    checked = ours.egov("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert ours.egov("db", "upgrade").returncode == 0
    published = ours.egov("publish", "cat_licence", "--yes")
    assert "dition 1" in published.stdout, published.stdout + published.stderr


@pytest.mark.skipif(not SCRIPT.exists(), reason="egov is not installed here (pip install -e .)")
def test_the_command_that_was_installed_finds_all_services_wherever_it_is_called(
    ministry: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "by another name").symlink_to(ministry)
    paths = f"{ministry}:{tmp_path / 'by another name'}:{ROOT}"
    for path in (str(ministry), paths):
        env = house(ministry).environment() | {"PYTHONPATH": path}
        checked = subprocess.run(
            [str(SCRIPT), "check"],
            cwd=tmp_path / "elsewhere", env=env, check=False, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr
        found = [line.split()[0] for line in checked.stdout.splitlines() if "sound" in line]
        assert sorted(found) == sorted([*GIVEN, "cat_licence"])
