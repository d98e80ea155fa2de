"""A ministry keeps its services outside of this folder, and no upgrade touches them."""

from pathlib import Path
from shutil import copytree

from tests.cli.copies import ROOT, Copy


def test_a_service_elsewhere_on_the_path_is_one_of_ours(tmp_path: Path) -> None:
    mine = copytree(ROOT / "services" / "dog_licence", tmp_path / "services" / "cat_licence")
    (tmp_path / "services" / "__init__.py").touch()
    for file in mine.glob("*.py"):
        said = file.read_text(encoding="utf-8").replace("dog_licence", "cat_licence").replace('"DL"', '"CL"')
        file.write_text(said, encoding="utf-8")
    database = {"FLASK_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite'}", "FLASK_DEMO": "true"}
    house = Copy(ROOT, {"PYTHONPATH": str(tmp_path), **database})
    checked = house.egov("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert house.egov("db", "upgrade").returncode == 0
    published = house.egov("publish", "cat_licence", "--yes")
    assert "dition 1" in published.stdout, published.stdout + published.stderr
