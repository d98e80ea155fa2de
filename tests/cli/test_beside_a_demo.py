"""Commands in a folder where the demonstration was begun speak of the demonstration; nobody sets anything."""

import shutil
from pathlib import Path

import pytest

from tests.cli.copies import Copy, copy_to
from tests.support.databases import free_port

OWN = {"FLASK_DATABASE_URL": ""}  # the file in the folder ``instance``


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    copied = copy_to(tmp_path_factory.mktemp("fresh"))
    return Copy(copied.root, OWN)


def databases(copy: Copy) -> set[str]:
    return {path.name for path in Path(copy.root, "instance").glob("*.sqlite")}


@pytest.mark.parametrize("command", ["publish", "audit verify", "simulate dog_licence", "worker"])
def test_without_any_database_a_command_says_how_one_is_made(copy: Copy, command: str) -> None:
    fresh = Copy(copy.root, {"FLASK_DATABASE_URL": f"sqlite:///{copy.root / 'nothing.sqlite'}"})
    told = fresh.egov(*command.split())
    assert told.returncode == 1
    assert "has no tables yet. Make them with: flask --app egov db upgrade" in told.stderr
    assert "Traceback" not in told.stderr


def test_beside_a_demonstration_they_speak_of_it_until_a_real_house_is_begun(copy: Copy) -> None:
    they_speak_of_it(copy)
    a_damaged_database_is_not_taken_for_none(copy)
    a_real_installation_is_begun_by_saying_so(copy)


def they_speak_of_it(copy: Copy) -> None:
    assert copy.egov("check").returncode == 0
    assert databases(copy) == {"egov.sqlite"}  # SQLite makes an empty file for whoever looks
    played = Copy(copy.root, {**OWN, "FLASK_DEMO": "true"})
    assert played.egov("load-demo", "--cases", "20").returncode == 0
    for command, words in (("publish", "dog_licence"), ("audit verify", "Everything fits"), ("tamper edit-case", "")):
        told = copy.egov(*command.split())
        assert told.returncode == 0, told.stderr
        assert words in told.stdout
    assert copy.egov("audit", "verify").returncode == 1
    assert not copy.egov("db", "upgrade").returncode
    assert Path(copy.root, "instance", "egov.sqlite").stat().st_size <= 4096


def test_a_country_without_people_is_served_and_not_played(copy: Copy) -> None:
    country = shutil.copytree(copy.root / "countries" / "base", copy.root / "teska")
    for file in ("people.csv", "personas.toml"):
        (country / file).unlink()
    url = {"FLASK_DATABASE_URL": f"sqlite:///{copy.root / 'teska.sqlite'}", "FLASK_COUNTRY": str(country)}
    real, played = (Copy(copy.root, {**url, "FLASK_DEMO": demo}) for demo in ("false", "true"))
    refused = played.egov("demo", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "has no personas.toml, and nobody could sign in." in refused.stderr
    assert "Traceback" not in refused.stderr
    (copy.root / "teska.sqlite").unlink()
    assert real.egov("db", "upgrade").returncode == 0
    told = real.egov("check")
    assert "an officer of the deciding office is needed and there is nobody" in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


def a_damaged_database_is_not_taken_for_none(copy: Copy) -> None:
    file = Path(copy.root, "instance", "egov.sqlite")
    empty = file.read_bytes()
    file.write_bytes(b"no database" * 100)
    refused = copy.egov("tamper", "edit-case")
    file.write_bytes(empty)
    assert refused.returncode == 1
    assert "no demonstration" in refused.stderr


def a_real_installation_is_begun_by_saying_so(copy: Copy) -> None:
    real = Copy(copy.root, {**OWN, "FLASK_DEMO": "false"})
    assert real.egov("db", "upgrade").returncode == 0
    assert databases(copy) == {"demo.sqlite", "egov.sqlite"}
    refused = copy.egov("tamper", "edit-case")
    assert refused.returncode == 1
    assert "no demonstration" in refused.stderr
