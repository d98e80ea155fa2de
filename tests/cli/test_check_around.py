"""``egov check`` also looks around the services: at the texts of the core, and at what the offices name."""

import re
import shutil
from pathlib import Path

from tests.cli.copies import ROOT, Copy, copy_to


def test_the_texts_of_the_core_that_wait_are_counted_and_the_cure_names_their_file(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    core = ours.root / "egov" / "translations" / "ar.po"
    words = core.read_text(encoding="utf-8")
    for msgid in ("In assessment", "Page not found", "Somebody without an account"):
        words, number = re.subn(rf'(msgid "{msgid}"\nmsgstr) ".+"', r'\1 ""', words)
        assert number == 1
    core.write_text(words, encoding="utf-8")
    said = ours.egov("check")
    assert said.returncode == 1
    assert re.search(r"egov/translations/ar\.po: 3 of \d{4} texts are not translated\. Run egov texts ar", said.stdout)
    assert (
        '"In assessment" has no text in the official language ar. Translate it in egov/translations/ar.po.'
        in said.stdout
    )


def test_a_service_that_is_misspelt_in_an_office_is_told_with_its_line(tmp_path: Path) -> None:
    country = shutil.copytree(ROOT / "countries" / "base", tmp_path / "country")
    offices = country / "offices.toml"
    text = offices.read_text("utf-8").replace('["birth_registration"]', '["birth_registraton", "birth_registration"]')
    offices.write_text(text.replace('reviews = ["building_permit"]', 'reviews = ["bilding"]', 1), "utf-8")
    env = {"FLASK_COUNTRY": str(country), "FLASK_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite'}"}
    said = Copy(ROOT, env).egov("check")
    assert said.returncode == 1
    for key, name in (("decides", "birth_registraton"), ("reviews", "bilding")):
        line = next(number for number, line in enumerate(offices.read_text("utf-8").splitlines(), 1) if name in line)
        told = rf"{re.escape(str(offices))}:{line}: [\w-]+\.{key}: '{name}' is no service\. Write some of: birth_reg"
        assert re.search(told, said.stdout), said.stdout


def test_what_offices_name_is_known_here() -> None:
    assert "is no service" not in Copy(ROOT, {"FLASK_DATABASE_URL": "sqlite://"}).egov("check").stdout


def test_a_word_of_python_is_no_name_of_a_service() -> None:
    said = Copy(ROOT, {"FLASK_DATABASE_URL": "sqlite://"}).egov("new-service", "class")
    assert said.returncode == 1
    assert "'class' cannot be the name of a service." in said.stderr
    assert not (ROOT / "services" / "class").exists()
