"""``egov check`` and the start: what they say of the four services, of a new one, and of an unsound one."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from egov.catalogue import Service, all_services
from egov.cli.scaffold import copy_service
from egov.country.pack import current_pack
from egov.errors import Misconfigured
from egov.soundness.definition import missing_texts
from egov.soundness.examination import refuse_unsound
from egov.soundness.faults import fault_at
from egov.soundness.subjects import subject_of
from tests.prover.tables import without
from tests.publishing.town import replace_in
from workflows.prover.proof import prove


def test_every_service_is_sound_and_the_size_of_its_proof_is_told(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert len(lines) == len(app.extensions["services"])
    assert all("sound" in line and "states" in line and "moves explored" in line for line in lines)


def test_a_fault_is_told_with_its_line_its_story_and_its_page(app: Flask) -> None:
    with app.app_context():
        service = all_services()["dog_licence"]
        broken = replace(service, workflow=without(service.workflow, "lapse_unanswered"))
        [finding] = prove(subject_of(broken, current_pack())).findings
        told = str(fault_at(broken, finding))
    place, line, sentence = told.splitlines()[0].split(":", 2)
    assert place.endswith("workflows/permit.py")
    assert '"more_info"' in Path(place).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "may never be closed" in sentence
    assert "Omar asks for more. Amina never answers: nobody can ever close this case." in told
    assert "See docs/checks/no-way-to-an-end.md" in told


@pytest.mark.parametrize(
    ("spoil", "story"),
    [
        (lambda service: replace(service, retention_years=0), "Fifty years later"),
        (lambda service: replace(service, workflow=without(service.workflow, "lapse_unpaid")), "Amina never pays"),
    ],
)
def test_an_unsound_service_stops_the_start_with_its_story(
    app: Flask, spoil: Callable[[Service], Service], story: str
) -> None:
    services = app.extensions["services"]
    app.extensions["services"] = services | {"dog_licence": spoil(services["dog_licence"])}
    with pytest.raises(Misconfigured, match=story):
        refuse_unsound(app)


def test_the_command_says_what_is_wrong_and_fails(app: Flask) -> None:
    services = app.extensions["services"]
    table = services["birth_registration"].workflow
    spoilt = replace(services["birth_registration"], workflow=without(table, "revoke"), effects={})
    app.extensions["services"] = services | {"birth_registration": spoilt}
    result = app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 1
    assert "birth_registration       2 to correct" in result.output
    assert "The certificate holds for ever" in result.output
    assert "docs/checks/certificate-without-an-end.md" in result.output


def test_a_role_that_nobody_holds_is_found_with_the_officials_of_the_country(app: Flask) -> None:
    with app.app_context():
        service, pack = all_services()["building_permit"], current_pack()
        found = prove(subject_of(service, pack, staff=lambda role, office: {role} - {"reviewer"})).findings
    stories = {finding.check: finding.story for finding in found}
    assert "Nobody at Fire Safety Service may give the opinion." in " ".join(finding.story for finding in found)
    assert "Nobody is left at the office who may act" in stories["role-nobody-holds"]


@pytest.mark.parametrize(
    ("officers", "judges", "barred"),
    [
        ({"Omar"}, {"Khadija"}, False),
        ({"Omar"}, {"Omar"}, True),
        ({"Omar", "Grace"}, {"Omar"}, True),
        ({"Omar", "Grace"}, {"Omar", "Khadija"}, False),
    ],
)
def test_who_decided_does_not_hear_the_appeal_so_another_one_is_needed(
    app: Flask, officers: set[str], judges: set[str], barred: bool
) -> None:
    people = {"officer": officers, "appeal": judges}
    with app.app_context():
        subject = subject_of(all_services()["dog_licence"], current_pack(), staff=lambda role, _office: people[role])
    told = [finding.story for finding in prove(subject).findings if finding.check == "role-nobody-holds"]
    assert bool(told) == barred, told
    who = ("Omar", "Grace")[len(officers) - 1]
    story = f'{who} refuses. Amina appeals. "Under appeal". Nobody is left at the office who may act'
    assert not barred or any(story in one for one in told), told


def test_a_new_service_is_sound_from_its_first_minute_but_for_its_title(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "fishing_permit"
    with app.app_context():
        model = all_services()["dog_licence"]
        copy_service(model.folder, folder)
    assert "retention_years=" in (folder / "__init__.py").read_text(encoding="utf-8")
    with app.app_context():
        copied = replace(model, name="fishing_permit", folder=folder)
        assert prove(subject_of(copied, current_pack())).is_sound
        assert [*missing_texts(copied)] == ["Fishing permit @ar"]
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("dog_licence", "Name of the dog", "What it is called"),
        ("building_permit", "The zone does not allow this use", "The zone forbids this use"),
        ("parking_fine", "You owe nothing.", "There is nothing to pay."),
    ],
    ids=["a label of a certificate", "a ground for a refusal", "a refusal of an answer"],
)
def test_every_sentence_in_the_folder_needs_its_words(
    app: Flask, tmp_path: Path, name: str, old: str, new: str
) -> None:
    with app.app_context():
        service = all_services()[name]
        assert not [*missing_texts(service)]
        folder = Path(shutil.copytree(service.folder, tmp_path / name))
        replace_in(folder / "__init__.py", old, new)
        [missing] = missing_texts(replace(service, folder=folder))
    assert new in missing
    assert missing.endswith(" @ar")
