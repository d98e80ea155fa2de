"""An edition is named by its content: the same content the same name, in any process; anything else another."""

import json
import subprocess
import sys
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from egov.catalogue import all_services
from egov.editions.content import content_of, digest_of, words_of
from egov.editions.loading import revived
from egov.editions.operations import folder_content
from egov.errors import Misconfigured
from tests.conftest import settings
from tests.editions.laws import DOG, PERMIT, changed, table_of, version
from tests.support.server import ROOT

pytestmark = pytest.mark.usefixtures("at_the_ministry")
ELSEWHERE = """
import json, sys
from egov import create_app
app = create_app(json.loads(sys.argv[1]))
print(json.dumps(app.extensions["editions"].digests))
"""


def test_nothing_changed_is_the_same_name_in_any_process(ministry: Flask, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, json.dumps(settings(tmp_path, f"sqlite:///{tmp_path / 'no.sqlite'}"))],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    here = {name: digest_of(content_of(service)) for name, service in all_services().items()}
    assert json.loads(told.stdout) == here == ministry.extensions["editions"].digests


def test_through_json_and_back_it_is_the_same_name() -> None:
    for name in all_services():
        content = folder_content(name)
        assert digest_of(json.loads(json.dumps(content))) == digest_of(content)


def test_any_difference_is_another_name() -> None:
    usual = folder_content(DOG)
    comment, step, translated, word = (deepcopy(usual) for _ in range(4))
    comment["files"]["rules.py"] += "# a comment\n"
    step["workflow"]["steps"][0]["done"] = "Came in"
    translated["files"]["ar.po"] = usual["files"]["ar.po"].replace("كلب", "جرو", 1)
    word["words"]["ar"]["Approve"] = ["أوافق"]
    more, fewer = deepcopy(usual), deepcopy(usual)
    more["files"]["notes.txt"] = ""
    del fewer["files"]["ar.po"]
    assert len({digest_of(content) for content in (usual, comment, step, translated, word, more, fewer)}) == 7


def test_all_that_a_folder_holds_is_kept() -> None:
    for name, service in all_services().items():
        kept = folder_content(name)
        here = {path.relative_to(service.folder).as_posix() for path in service.folder.rglob("*.*") if path.is_file()}
        assert set(kept["files"]) == {path for path in here if "__pycache__" not in path}
        assert set(kept["words"]["ar"]) == set(words_of(service.workflow))


def test_a_file_that_is_no_text_cannot_be_published(tmp_path: Path) -> None:
    (tmp_path / "plan.png").write_bytes(b"\x89PNG\r\n\xff")
    service = all_services()[DOG]
    with pytest.raises(Misconfigured, match=r"plan\.png: only text files can be published"):
        content_of(type(service)(**{**vars(service), "folder": tmp_path}))


def test_what_an_editor_leaves_lying_there_is_no_part_of_it(tmp_path: Path) -> None:
    for name in (".__init__.py.swp", ".DS_Store", "plan.png~"):
        (tmp_path / name).write_bytes(b"\x00\xff")
    (tmp_path / "rules.py").write_text("FEE = 1\n", encoding="utf-8")
    service = all_services()[DOG]
    assert [*content_of(type(service)(**{**vars(service), "folder": tmp_path}))["files"]] == ["rules.py"]


@pytest.mark.parametrize("name", ["building_permit", "dog_licence", "birth_registration", "parking_fine"])
def test_a_service_comes_back_to_life_as_it_was(name: str) -> None:
    content = json.loads(json.dumps(folder_content(name)))
    back, usual = revived(name, digest_of(content), content), all_services()[name]
    assert [page.slug() for page in back.pages] == [page.slug() for page in usual.pages]
    assert (back.name, back.title, back.days, back.grounds) == (usual.name, usual.title, usual.days, usual.grounds)
    assert [(s.action, s.sources, s.target, s.when.__qualname__) for s in back.workflow.steps] == [
        (s.action, s.sources, s.target, s.when.__qualname__) for s in usual.workflow.steps
    ]
    assert not {page.__module__ for page in back.pages} & {page.__module__ for page in usual.pages}


def test_its_own_rules_count_and_not_those_of_the_folder() -> None:
    dear = version(DOG, changed(DOG, "rules.py", ("date(2026, 1, 1): 2500", "date(2026, 1, 1): 9900"))).service
    answers = {"guide_dog": False, "neutered": False}
    usual = all_services()[DOG]
    assert dear.fee
    assert usual.fee
    on = date(2026, 5, 1)
    assert (dear.fee(answers, on), usual.fee(answers, on)) == (9900, 2500)


@pytest.mark.parametrize(
    "how",
    [
        "from services.dog_licence import rules",
        "from . import rules",
        "import services.dog_licence.rules as rules",
        "import services.dog_licence.rules\nrules = services.dog_licence.rules",
        "from services import dog_licence\nfrom services.dog_licence import rules\nrules = dog_licence.rules",
    ],
)
def test_however_its_files_import_each_other_they_are_those_of_the_edition(how: str) -> None:
    content = changed(DOG, "rules.py", ("date(2026, 1, 1): 2500", "date(2026, 1, 1): 9900"))
    face = content["files"]["__init__.py"]
    content["files"]["__init__.py"] = face.replace("from services.dog_licence import rules", how)
    fee = version(DOG, content).service.fee
    assert fee
    assert fee({"guide_dog": False, "neutered": False}, date(2026, 5, 1)) == 9900


def test_an_edition_that_does_not_run_any_more_is_named() -> None:
    content = changed(DOG, "rules.py", ("FEE = Schedule", "from workflows.gone import away\nFEE = Schedule"))
    digest = digest_of(content)
    with pytest.raises(Misconfigured, match=f"The edition {digest[:12]} of dog_licence does not run with this version"):
        revived(DOG, digest, content)


def test_a_guard_that_is_gone_from_the_core_is_named_too() -> None:
    content = changed(PERMIT, workflow=table_of(PERMIT))
    next(step for step in content["workflow"]["steps"] if "when" in step)["when"] = "workflows.guards:long_gone"
    with pytest.raises(Misconfigured, match=r"does not run with this version.*long_gone"):
        revived(PERMIT, digest_of(content), content)
