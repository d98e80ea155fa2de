"""The verifier that is one Python file: it runs without this project, agrees with it, and speaks in sentences."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from egov.tlog.alone import verify_receipt as alone
from egov.tlog.policy import parse_policy
from tests.tlog.ledger import FINANCE, LOG, LOG_LATTICE, POLICY, STRANGER, head, receipt
from tests.tlog.test_policy import EXAMPLE, NO_POLICIES
from tests.tlog.test_receipts import GOOD, NO_RECEIPTS

TRUST = alone.read_policy(POLICY)


def run(folder: Path, *arguments: str, data: str = GOOD) -> subprocess.CompletedProcess[str]:
    """Run a copy of the file in a folder with a receipt and a policy, out of reach of this project."""
    program = shutil.copy(str(alone.__file__), folder / "verify_receipt.py")
    (folder / "mine.tlog-proof").write_bytes(data.encode())
    (folder / "policy.txt").write_bytes(POLICY)
    command = [sys.executable, "-I", program, *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, encoding="utf-8", timeout=60)


def test_it_needs_only_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(Path(alone.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) == {"cryptography"}
    assert not names & {"socket", "urllib", "http", "ssl"}


def test_a_good_receipt_is_told_in_sentences(tmp_path: Path) -> None:
    found = run(tmp_path, "mine.tlog-proof", "--policy", "policy.txt")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("PROVEN. Entry 5 of the log ministry.example/log says about you:\n")
    for words in ['case: "DL-0005"', "مكتب الميناء", "The witness ombudsman saw this list on 2026-11-24", "11 entries"]:
        assert words in found.stdout
    assert "nobody whom you named" not in found.stdout


def test_it_speaks_arabic(tmp_path: Path) -> None:
    found = run(tmp_path, "mine.tlog-proof", "--policy", "policy.txt", "--language", "ar")
    assert (found.returncode, found.stdout.splitlines()[0]) == (0, f"ثابت. القيد 5 في {LOG.name} يقول:")
    for words in ['case: "DL-0005"', "رأى الشاهد ombudsman هذه القائمة في 2026-11-24", "وعدد قيودها 11"]:
        assert words in found.stdout
    assert not {"PROVEN", "witness"} & set(found.stdout.split())
    false = run(
        tmp_path,
        "mine.tlog-proof",
        "--policy",
        "policy.txt",
        "--language",
        "ar",
        data=GOOD.replace("index 5", "index 4"),
    )
    assert (false.returncode, false.stdout) == (1, "غير ثابت. القيد ليس في القائمة الموقّعة.\n")


def test_a_changed_receipt_is_refused_with_a_reason(tmp_path: Path) -> None:
    found = run(tmp_path, "mine.tlog-proof", "--policy", "policy.txt", data=GOOD.replace("index 5", "index 4"))
    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout == "NOT PROVEN. The entry is not in the list that was signed.\n"


def test_the_key_alone_is_enough_and_the_answer_says_what_is_missing(tmp_path: Path) -> None:
    found = run(tmp_path, "mine.tlog-proof", "--key", LOG.public.vkey)
    assert found.returncode == 0
    assert "No witness of yours has signed" in found.stdout
    assert "2 signatures are by nobody whom you named" in found.stdout


@pytest.mark.parametrize("arguments", [(), ("mine.tlog-proof",), ("missing", "--policy", "policy.txt")])
def test_a_wrong_call_is_answered_with_the_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    found = run(tmp_path, *arguments)
    assert found.returncode == 2
    assert "usage:" in found.stderr


def test_a_wrong_policy_is_named_by_its_line(tmp_path: Path) -> None:
    found = run(tmp_path, "mine.tlog-proof", "--key", LOG.public.vkey[:-4] + "AAAA")
    assert found.returncode == 1
    assert "was copied wrongly" in found.stdout


def test_help_tells_a_newcomer_what_to_do(tmp_path: Path) -> None:
    said = run(tmp_path, "--help").stdout
    assert "python verify_receipt.py RECEIPT.tlog-proof --policy POLICY.txt" in said
    assert "pip install cryptography" in said


@pytest.mark.parametrize("why", NO_RECEIPTS)
def test_it_refuses_what_is_no_receipt(why: str) -> None:
    with pytest.raises(alone.Wrong):
        alone.verify(NO_RECEIPTS[why].encode(), TRUST)


@pytest.mark.parametrize("why", NO_POLICIES)
def test_it_refuses_what_is_no_policy(why: str) -> None:
    with pytest.raises(alone.Wrong):
        alone.read_policy(NO_POLICIES[why].encode())


def test_it_counts_witnesses_as_the_project_does() -> None:
    ours, its = parse_policy(EXAMPLE.encode()), alone.read_policy(EXAMPLE.encode())
    for names in [{"X1", "X2", "Y1"}, {"X1", "X2"}, {"X1", "Y1", "Y2"}, {"X2", "X3", "Y2"}, set()]:
        assert alone.enough(its, its.quorum, names) is ours.met_by(names)


def test_it_checks_ml_dsa_of_logs_and_witnesses() -> None:
    policy = alone.read_policy(
        f"log {LOG_LATTICE.public.vkey}\nwitness finance {FINANCE.public.vkey}\nquorum finance\n".encode()
    )
    note = head(11, LOG, LOG_LATTICE, witnesses=(FINANCE,))
    data = receipt(5, 11, note).encoded()
    assert any("witness finance" in english for english, _arabic in alone.verify(data.encode(), policy))
    line = note.signatures[-1].line
    with pytest.raises(alone.Wrong, match="finance"):
        alone.verify(data.replace(line, line.replace("A", "B", 9)).encode(), policy)


def test_signatures_of_strangers_make_no_quorum() -> None:
    with pytest.raises(alone.Wrong, match="Not enough of the witnesses"):
        alone.verify(receipt(5, 11, head(11, witnesses=(STRANGER,))).encoded().encode(), TRUST)


def test_it_finds_a_flipped_byte_at_any_place() -> None:
    data = GOOD.encode()
    alone.verify(data, TRUST)
    for place in range(len(data)):
        with pytest.raises(alone.Wrong):
            alone.verify(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], TRUST)
