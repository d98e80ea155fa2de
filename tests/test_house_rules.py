"""The house style, as far as a machine can read it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.copies import LINT_IMPORTS, ROOT, copy_to

OURS = ("egov", "services", "workflows", "tests", "templates")
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
FORBIDDEN = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error", "unittest." + "mock", "monkeypatch." + "setattr"]
SERVICES = sorted(path.parent for path in (ROOT / "services").glob("*/__init__.py"))


def files(pattern: str, *folders: str) -> list[Path]:
    found = [path for folder in folders or OURS for path in (ROOT / folder).rglob(pattern)]
    return sorted(path for path in found if "versions" not in path.parts and "__pycache__" not in path.parts)


def python_lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield f"{path.relative_to(ROOT)}:{number}", line


def where(pattern: str, paths: list[Path]) -> list[str]:
    """Each place where the pattern stands."""
    return [f"{place}: {line.strip()}" for p in paths for place, line in python_lines(p) if re.search(pattern, line)]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    long = {}
    for path in [*files("*.py"), *files("*.html"), *files("*.css"), ROOT / "start.py"]:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            long[str(path.relative_to(ROOT))] = lines
    assert not long


def test_no_function_is_longer_than_forty_lines() -> None:
    long = []
    for path in files("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines")
    assert not long


@pytest.mark.parametrize("word", FORBIDDEN)
def test_nothing_is_left_for_later_and_nothing_of_ours_is_patched(word: str) -> None:
    assert not where(re.escape(word), [*files("*.py"), *files("*.html"), *files("*.css")])


def test_one_clock_tells_the_time() -> None:
    paths = [path for path in files("*.py", "egov", "services", "workflows") if path != ROOT / "egov" / "clock.py"]
    assert not where(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(", paths)


def test_one_file_commits() -> None:
    paths = [path for path in files("*.py", "egov", "services") if path != ROOT / "egov" / "db.py"]
    migrations = ROOT / "egov" / "migrations" / "env.py"  # Alembic's own connection, outside of any session
    assert not where(r"\.commit\(", [path for path in paths if path != migrations])


def test_no_import_hides_in_a_function() -> None:
    hidden = []
    for path in files("*.py", "egov", "services", "workflows"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                inner = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
                hidden += [f"{path.relative_to(ROOT)}:{child.lineno}" for child in inner]
    assert not hidden


def test_no_template_carries_style_or_script() -> None:
    assert not where(r"<style|<script|\sstyle=|\son[a-z]+=\"|javascript:", files("*.html", "templates"))


def test_styles_know_start_and_end_but_not_left_and_right() -> None:
    side = r"(margin|padding|border)-(left|right)|(?<![-\w])(left|right)\s*:|text-align:\s*(left|right)|float:"
    assert not where(side, files("*.css", "egov"))


def test_the_init_of_a_room_holds_one_sentence() -> None:
    for path in files("__init__.py", "egov", "workflows"):
        if path.parent == ROOT / "egov":
            continue  # it offers create_app
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, path
        sentence = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert sentence.endswith("."), path
        assert "\n" not in sentence, path


@pytest.mark.parametrize("folder", SERVICES, ids=lambda folder: folder.name)
def test_a_service_stays_small(folder: Path) -> None:
    kept = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.py"))
    assert len(kept) <= 6
    assert lines <= (60 if folder.name == "dog_licence" else 180)


def test_create_app_is_a_table_of_contents() -> None:
    tree = ast.parse((ROOT / "egov" / "app.py").read_text(encoding="utf-8"))
    create_app = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "create_app")
    assert (create_app.end_lineno or 0) - create_app.lineno < 30
    assert not [node for node in ast.walk(create_app) if isinstance(node, ast.If | ast.For | ast.While | ast.Try)]


# Each contract with a file and an import that breaks it and no other.
WRONG_IMPORTS = {
    "The house has floors": ("egov/country/digits.py", "import egov.cases.codes"),
    "No service knows another": ("services/parking_fine/rules.py", "import services.dog_licence.rules"),
    "A service enters by one door": ("services/dog_licence/__init__.py", "import egov.errors"),
    "Workflows are pure": ("workflows/words.py", "import flask"),
    "The transparency log is pure": ("egov/tlog/leaf.py", "import egov.clock"),
    "The rules of a service are pure": ("services/birth_registration/rules.py", "import wtforms"),
}


def test_each_import_contract_notices_a_wrong_import(tmp_path: Path) -> None:
    copy = copy_to(tmp_path)
    for file, wrong in WRONG_IMPORTS.values():
        with (copy.root / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{wrong}\n")
    found = copy.python("-c", LINT_IMPORTS, "--no-cache")
    assert found.returncode != 0
    verdicts = [line for line in found.stdout.splitlines() if "BROKEN" in line]
    for contract, (file, _wrong) in WRONG_IMPORTS.items():
        assert [line for line in verdicts if line.startswith(contract)], f"{contract} does not notice {file}"
        module = file.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
        assert f"{module} -> " in found.stdout
