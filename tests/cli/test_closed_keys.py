"""Keys that root made, by a command of his, are closed to the user who runs the application: that is told."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.copies import ROOT, Copy

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2  # prctl(2), capabilities(7)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="closing files is tried as on Linux")


def without_the_rights_of_root() -> None:
    """For a new process: a file that is closed stays closed, also where root runs the tests."""
    if os.geteuid() == 0:
        for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)


def egov(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {f"FLASK_{name}_FOLDER": str(folder / name.lower()) for name in ("KEYS", "FILES", "LOG", "MAIL")}
    settings = {**kept, "FLASK_DATABASE_URL": f"sqlite:///{folder / 'egov.sqlite'}", "FLASK_DEMO": "true"}
    return subprocess.run(
        [sys.executable, "-m", "egov.cli.main", *arguments], env=Copy(ROOT, settings).environment(), cwd=ROOT,
        preexec_fn=without_the_rights_of_root, check=False, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The folder of keys of an installation that has run."""
    assert egov(tmp_path, "db", "upgrade").returncode == 0
    return tmp_path / "keys"


def test_a_key_of_the_start_is_told_with_the_cure(keys: Path) -> None:
    (keys / "secret_key").chmod(0)
    for command in ("doctor", "check"):
        said = egov(keys.parent, command)
        assert said.returncode == 1
        assert f"{keys / 'secret_key'}: this user cannot read it." in said.stderr
        assert said.stderr.partition("chown -R ")[2].endswith(f" {keys}\n")
        assert "Traceback" not in said.stderr


def test_the_doctor_looks_at_each_key(keys: Path) -> None:
    for name in ("certificates", "editions"):
        (keys / name).write_text("x" * 43)
        (keys / name).chmod(0)
    said = egov(keys.parent, "doctor")
    assert "This user cannot read these keys: certificates, editions." in said.stdout, said.stderr
    assert "Traceback" not in said.stderr


def test_a_folder_that_is_closed_is_told_too(keys: Path) -> None:
    keys.chmod(0)
    said = egov(keys.parent, "check")
    keys.chmod(0o700)
    assert f"{keys}: this user cannot read it." in said.stderr
    assert "Traceback" not in said.stderr
