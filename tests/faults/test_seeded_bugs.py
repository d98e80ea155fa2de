"""The harness finds what it is there for: bugs that only a death at the wrong moment brings to light.

``EGOV_FAULTS=1000`` looks for all ten, otherwise for the first.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.copies import copy_to
from tests.faults.bugs import BUGS
from tests.faults.torment import torment

AT_ONCE, MOST = (15, 90) if "EGOV_FAULTS" in os.environ else (2, 6)
SOUGHT = list(BUGS) if "EGOV_FAULTS" in os.environ else list(BUGS)[:1]


@pytest.mark.parametrize("name", list(BUGS))
def test_each_bug_fits_the_code_as_it_is(name: str, tmp_path: Path) -> None:
    bug = BUGS[name]
    source = Path(__file__).parents[2] / bug.file
    (tmp_path / bug.file).parent.mkdir(parents=True)
    (tmp_path / bug.file).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    bug.put_into(tmp_path)
    compile((tmp_path / bug.file).read_text(encoding="utf-8"), bug.file, "exec")


@pytest.mark.parametrize("name", SOUGHT)
def test_the_harness_finds_a_seeded_bug(
    name: str, sqlite_template: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    copy = copy_to(tmp_path)
    BUGS[name].put_into(copy.root)
    kills, found = 0, list[str]()
    while not found and kills < MOST:
        folder = tmp_path / f"after-{kills}"
        folder.mkdir()
        (folder / "demo.sqlite").write_bytes(sqlite_template.read_bytes())
        database = f"sqlite:///{folder / 'demo.sqlite'}"
        told = torment(folder, database, AT_ONCE, kind=BUGS[name].kind, root=copy.root, begin_with=kills)
        kills, found = kills + told.kills, told.found
    record_property("figure", f"seeded bug, {name}: found after {kills} kills: {found[0][:150]}")
    assert found, f"{name} was not found by {kills} kills"
