"""A trainee makes a service in a copy of the repository: it works at once, and nothing else is touched."""

from pathlib import Path

import pytest

from tests.cli.copies import Copy, copy_to
from tests.publishing.town import replace_in

NAME = "fishing_permit"


def code_of(copy: Copy) -> dict[Path, str]:
    """What people write in the repository."""
    files = [path for pattern in ("*.py", "*.po", "*.html", "*.toml") for path in copy.root.rglob(pattern)]
    return {path: path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def before(ours: Copy) -> dict[Path, str]:
    return code_of(ours)


@pytest.fixture(scope="module")
def fishing(ours: Copy, before: dict[Path, str]) -> Path:
    """The folder of a service that was just made."""
    return ours.service(NAME)


def test_a_new_service_is_sound_but_for_the_words_of_its_title_and_keeps_the_import_contracts(
    ours: Copy, fishing: Path
) -> None:
    checked = ours.egov("check")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    lines = checked.stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(NAME))
    assert "1 to correct" in lines[place]
    assert '"Fishing permit" has no text in the official language ar. Translate it in ar.po.' in lines[place + 1]
    assert sum("to correct" in line for line in lines) == 1
    contracts = ours.contracts()
    assert contracts.returncode == 0, contracts.stdout
    assert "0 broken" in contracts.stdout


def test_a_new_service_can_be_had_at_once(ours: Copy, fishing: Path) -> None:
    robot = ("-m", "pytest", "-q", "tests/services/test_every_service.py", "-k", f"{NAME} and sqlite and first")
    tried = ours.python(*robot)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "1 passed" in tried.stdout


def test_a_new_service_is_sound_when_its_title_is_translated(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    words = ours.service(NAME) / "ar.po"
    collected = ours.egov("texts", "ar")
    assert f"services/{NAME}/ar.po: 21 texts, 1 to translate" in collected.stdout, collected.stderr
    replace_in(words, 'msgid "Fishing permit"\nmsgstr ""', 'msgid "Fishing permit"\nmsgstr "رخصة صيد"')
    checked = ours.egov("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_making_a_service_adds_its_folder_and_changes_nothing_else(
    ours: Copy, before: dict[Path, str], fishing: Path
) -> None:
    after = code_of(ours)
    assert {path.parent for path in after.keys() - before.keys()} == {fishing}
    assert {path: after[path] for path in before} == before


def test_a_new_service_has_a_name_a_title_and_a_prefix_of_its_own(fishing: Path) -> None:
    face = (fishing / "__init__.py").read_text(encoding="utf-8")
    for words in ('name="fishing_permit"', 'prefix="FP"', 'title=_("Fishing permit")'):
        assert words in face
    everything = "".join(path.read_text(encoding="utf-8") for path in fishing.iterdir() if path.is_file())
    assert "dog_licence" not in everything
    assert "Dog licence" not in everything


@pytest.mark.parametrize("name", ["Fishing", "../fish", "fi"])
def test_a_wrong_name_is_refused_with_an_example(ours: Copy, name: str) -> None:
    refused = ours.egov("new-service", name)
    assert refused.returncode == 1
    assert "like fishing_permit" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_name_that_is_taken_is_refused(ours: Copy, fishing: Path) -> None:
    refused = ours.egov("new-service", NAME)
    assert refused.returncode == 1
    assert "exists already" in refused.stderr


OPEN_ALL = """
from egov import create_app
from egov.catalogue import load_services
app = create_app({"TESTING": True})
for name in load_services():
    print(name, app.test_client().get(f"/services/{name}").status_code)
"""


def test_the_others_work_without_the_dog_licence(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    for path in sorted((ours.root / "services" / "dog_licence").rglob("*"), reverse=True):
        path.unlink()
    (ours.root / "services" / "dog_licence").rmdir()
    assert "harbour-licensing.decides: 'dog_licence' is no service." in ours.egov("check").stdout
    offices = ours.root / "countries" / "base" / "offices.toml"
    offices.write_text(offices.read_text("utf-8").replace('"dog_licence", ', ""), "utf-8")
    assert ours.egov("check").returncode == 0
    assert ours.egov("db", "upgrade").returncode == 0
    opened = ours.python("-c", OPEN_ALL)
    assert opened.returncode == 0, opened.stderr
    pages = dict(line.split() for line in opened.stdout.splitlines())
    assert set(pages.values()) == {"200"}
    assert "dog_licence" not in pages
    assert len(pages) >= 3
    refused = ours.egov("new-service", "cat_licence")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "dog_licence" in refused.stderr
