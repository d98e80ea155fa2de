"""What an auditor types, what a lecturer types, and what a court gets."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result
from flask import Flask

from egov.audit.log_folder import log_folder
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cli.attacks import ATTACKS
from egov.cli.deeds import kept_promise
from egov.cli.thief import cover_up
from egov.errors import Misconfigured
from tests.audit.scene import things_happen
from tests.cases.office import guide_dog
from tests.support.visitor import Visitor

SHOWN = [attack for attack in ATTACKS if attack.name in {"edit-case", "delete-read-neatly", "swap-rows", "give-role"}]


@pytest.fixture
def typed(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def reference(app: Flask, people: Callable[[str], Visitor]) -> str:
    """A case that an official has read, in the published log."""
    reference = guide_dog(people("amina"))
    people("omar").open(f"/office/{reference}")
    with app.app_context():
        sequence_all()
    return reference


def kept_checkpoint(app: Flask, tmp_path: Path) -> Path:
    path = tmp_path / "kept"
    with app.app_context():
        path.write_text(log_folder().checkpoint() or "", encoding="utf-8")
    return path


def test_an_auditor_is_told_that_everything_fits(
    app: Flask, typed: Callable[..., Result], tmp_path: Path, reference: str
) -> None:
    alone = typed("audit", "verify")
    assert (alone.exit_code, alone.output.startswith("Everything fits: ")) == (0, True), alone.output
    assert "--since FILE" in alone.output
    together = typed("audit", "verify", "--since", kept_checkpoint(app, tmp_path))
    assert (together.exit_code, "--since" in together.output) == (0, False)


def test_a_restored_backup_is_told_from_a_checkpoint_that_somebody_kept(
    app: Flask, typed: Callable[..., Result], tmp_path: Path, reference: str
) -> None:
    kept = kept_checkpoint(app, tmp_path)
    assert typed("tamper", "shrink-log").exit_code == 0
    told = typed("audit", "verify", "--since", kept)
    assert told.exit_code == 1
    assert "earlier_checkpoints: earlier checkpoint of" in told.output
    assert "it was cut" in told.output
    assert typed("audit", "verify", "--since", __file__).exit_code == 1


def test_a_broken_promise_is_told_to_who_kept_it(
    app: Flask, typed: Callable[..., Result], people: Callable[[str], Visitor], tmp_path: Path, reference: str
) -> None:
    kept, forged = tmp_path / "hers.txt", tmp_path / "forged.txt"
    amina = people("amina").open(f"/cases/{reference}/receipts")
    kept.write_bytes(amina.client.get(amina.page.select_one("a[href$=promise]")["href"] + ".txt").data)  # type: ignore[index]
    waits = typed("audit", "verify", "--since", kept)
    assert waits.exit_code == 0, waits.output
    assert typed("tamper", "break-promise").exit_code == 0
    hers = typed("audit", "verify", "--since", kept)
    assert hers.exit_code == 0, hers.output
    assert typed("audit", "verify").exit_code == 0, "nobody can see it without the promise"
    with app.app_context():
        broken = kept_promise()
    told = typed("audit", "verify", "--since", kept, "--since", broken)
    assert (told.exit_code, told.output.count("promises: ")) == (1, 1), told.output
    assert "The log promised on " in told.output
    forged.write_bytes(broken.read_bytes().replace(b"received 2", b"received 3"))
    told = typed("audit", "verify", "--since", forged)
    assert (told.exit_code, "This log has not given the promise that you gave." in told.output) == (1, True)
    typed("audit", "verify")
    assert "promises (since " in typed("audit", "status").output


def test_an_alarm_stays_until_a_sweep_that_could_raise_it_is_clean(
    app: Flask, typed: Callable[..., Result], people: Callable[[str], Visitor], tmp_path: Path, reference: str
) -> None:
    assert "Nobody has verified the log yet" in typed("audit", "status").output
    ruth = people("ruth").open("/audit/log").has("Never")
    assert typed("audit", "verify").exit_code == 0
    calm = typed("audit", "status")
    assert (calm.exit_code, "everything fitted" in calm.output) == (0, True), calm.output
    ruth.open("/audit/log").has("Everything fitted", "The log is signed and up to date")
    with app.app_context():
        sequence_all()
    kept = kept_checkpoint(app, tmp_path)
    assert typed("tamper", "shrink-log").exit_code == 0
    assert typed("audit", "verify", "--since", kept).exit_code == 1
    typed("audit", "verify")  # without the checkpoint it cannot see that the log was cut
    alarm = typed("audit", "status")
    assert (alarm.exit_code, "earlier_checkpoints (since " in alarm.output) == (1, True), alarm.output
    ruth.open("/audit/log").has("raised an alarm", "earlier_checkpoints").lacks("The log is signed and up to date")
    with app.app_context():
        sequence_all()  # the entries come back to where they were
    assert typed("audit", "verify", "--since", kept).exit_code == 0
    assert typed("audit", "status").exit_code == 0
    ruth.open("/audit/log").has("Everything fitted").lacks("raised an alarm")


def test_several_processes_find_what_one_finds(app: Flask, reference: str) -> None:
    with app.app_context():
        whole = verify_log(processes=2)
        assert whole.findings == []
        assert (whole.entries, whole.rows) == (verify_log(processes=1).entries, verify_log(processes=1).rows)
        for name in ("other-law", "delete-read", "edit-case", "edit-bundle"):
            next(attack for attack in ATTACKS if attack.name == name).act()
        alone, together = verify_log(processes=1), verify_log(processes=2)
        assert {"official_halves", "places", "changed_rows", "tiles"} <= set(alone.counts)
        assert together.findings == alone.findings


def test_a_lecturer_shows_attacks_and_the_alarm(app: Flask, typed: Callable[..., Result], tmp_path: Path) -> None:
    things_happen(app)
    with app.app_context():
        sequence_all()
    kept = kept_checkpoint(app, tmp_path)
    for attack in SHOWN:
        shown = typed("tamper", attack.name)
        assert (shown.exit_code, attack.caught_by in shown.output) == (0, True), shown.output
        told = typed("audit", "verify")
        assert told.exit_code == 1
        assert f"{attack.caught_by}: " in told.output
        with app.app_context():
            cover_up()
            assert verify_log().clean
        assert "earlier_checkpoints: " in typed("audit", "verify", "--since", kept).output


@pytest.mark.parametrize(
    ("kind", "hit", "found"),
    [
        ("edit-case", r"^case \d+ \({case}\): applicant_name = 'Nobody'$", r"^changed_rows: case \d+ \({case}\): "),
        ("edit-step", r"^step_taken \d+ \({case}\): by = 'clock'$", r"^changed_rows: step_taken \d+ \({case}\): "),
        ("invent-step", "", r"^unheard_rows: step_taken \d+ \({case}\): "),
        ("hide-actor", r"^entry \d+ \(case_read, {case}\): actor_name = 'Grace'$", r"^official_halves: entry \d+"),
    ],
)
def test_the_room_is_told_which_case_was_hit(
    typed: Callable[..., Result], reference: str, kind: str, hit: str, found: str
) -> None:
    told, verified = typed("tamper", kind).output, typed("audit", "verify").output
    assert re.search(hit.format(case=reference), told, re.MULTILINE), told
    assert re.search(found.format(case=reference), verified, re.MULTILINE), verified


def test_an_attacker_who_finds_nothing_says_so(typed: Callable[..., Result]) -> None:
    told = typed("tamper", "edit-case")
    assert (told.exit_code, "there is no such row yet" in told.output) == (1, True), told.output


def test_with_the_key_only_outsiders_can_tell(app: Flask, typed: Callable[..., Result], reference: str) -> None:
    assert "Only who kept an earlier checkpoint can tell" in typed("tamper", "edit-case", "--with-key").output
    assert typed("audit", "verify").exit_code == 0


def test_nobody_plays_the_attacker_where_it_is_real(app: Flask, typed: Callable[..., Result]) -> None:
    app.config["DEMO"] = False
    assert isinstance(typed("tamper", "edit-case").exception, Misconfigured)


def test_the_state_of_the_log_is_told(app: Flask, typed: Callable[..., Result], reference: str) -> None:
    told = typed("audit", "status")
    assert told.exit_code == 0
    assert "localhost/log: " in told.output
    assert "Waiting: 0." in told.output
    assert typed("tamper", "stop-worker").exit_code == 0
    late = typed("audit", "status")
    assert (late.exit_code, "egov worker" in late.output) == (1, True)


def test_a_court_checks_a_case_without_this_house(typed: Callable[..., Result], tmp_path: Path, reference: str) -> None:
    assert typed("audit", "export", reference, "--to", tmp_path / "case.zip").exit_code == 0
    with ZipFile(tmp_path / "case.zip") as bundle:
        bundle.extractall(tmp_path / "case")
    assert court(tmp_path / "case", "verify_receipt.py", "receipt-1.tlog-proof", "--policy", "policy").returncode == 0
    official = court(tmp_path / "case", "verify_official.py", "entries.json")
    assert official.returncode == 0
    assert official.stdout.count("proven") >= 2
    changed = (tmp_path / "case" / "entries.json").read_text(encoding="utf-8").replace("case_read", "case_kept")
    (tmp_path / "case" / "entries.json").write_text(changed, encoding="utf-8")
    assert "NOT what the log committed to" in court(tmp_path / "case", "verify_official.py", "entries.json").stdout


def test_the_applicant_reads_in_his_list_that_his_case_was_handed_to_a_court(
    app: Flask, typed: Callable[..., Result], people: Callable[[str], Visitor], tmp_path: Path, reference: str
) -> None:
    assert typed("audit", "export", reference, "--to", tmp_path / "case.zip").exit_code == 0
    people("amina").open("/my/file-access").has("Handed the entries about the case to a court", reference)


def test_there_is_nothing_to_export_of_an_unknown_case(typed: Callable[..., Result], tmp_path: Path) -> None:
    assert typed("audit", "export", "DL-26-NOPE", "--to", tmp_path / "case.zip").exit_code == 1
    assert not (tmp_path / "case.zip").exists()


def court(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", *command], cwd=folder, capture_output=True, text=True, check=False)
