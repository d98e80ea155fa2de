"""What the application never writes, and what its reader stumbles over, is named by the sweep as any other change."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cli.attacks import DEED, sql
from tests.audit.scene import Scene, a_scene
from tests.cases.office import guide_dog
from tests.support.visitor import Visitor

LARGE = "9" * 25
FIRST_CASE = 'id = (SELECT min(id) FROM "case")'


def in_entry(change: str) -> str:
    return f"UPDATE audit_entry SET {change} WHERE id = {DEED}"


def in_case(change: str) -> str:
    return f'UPDATE "case" SET {change} WHERE {FIRST_CASE}'


EVERYWHERE = [
    ("citizen_halves", in_entry(f"details = '[{LARGE}]'")),
    ("citizen_halves", in_entry("details = '\"\\ud800\"'")),
    ("citizen_halves", in_entry(f"details = '{'[' * 20 + ']' * 20}'")),
    ("citizen_halves", in_entry("counter = 9007199254740993")),
    ("official_halves", in_entry(f'rows = \'[["case", {LARGE}, 1, "x"]]\'')),
    ("official_halves", in_entry('rows = \'[["\\ud800", 1, 1, "x"]]\'')),
    ("official_halves", in_entry(f"action = 'erased', legal_basis = '[{LARGE} entries, SHA-256 {'0' * 64}]'")),
]
ON_SQLITE = [  # which keeps whatever it is given
    ("official_halves", in_entry("details = 'no JSON'")),
    ("official_halves", in_entry("at = 'one day'")),
    ("official_halves", in_entry("action = CAST(action AS BLOB)")),
    ("official_halves", in_entry("purpose = CAST(X'ff41' AS TEXT)")),
    ("official_halves", in_entry("leaf = 'leaf'")),
    ("official_halves", in_entry("log_index = 'last'")),
    ("official_halves", in_entry("subject = CAST(subject AS BLOB)")),
    ("completeness", "UPDATE audit_subject SET counter = 'many'"),
    ("completeness", "UPDATE audit_subject SET secret = 'none'"),
    ("bound_rows", "INSERT INTO audit_row VALUES ('case', 'first', 1, 'x')"),
    ("bound_rows", "INSERT INTO audit_row VALUES (X'00', 1, 1, 'x')"),
    ("changed_rows", in_case("answers = 'no JSON'")),
    ("changed_rows", in_case("entered_on = '20260101'")),
    ("changed_rows", in_case("language = X'ff'")),
    ("changed_rows", in_case("days_left = 1.5")),
]
ON_POSTGRESQL = [
    ("official_halves", in_entry("at = 'infinity'")),
    ("changed_rows", in_case("submitted_at = 'infinity'")),
    ("changed_rows", in_case("valid_until = '-infinity'")),
]


RESPELLED = [
    in_entry("read = 2"),
    in_entry("at = replace(at, ' ', 'T')"),
    in_entry("at = substr(at, 1, 19)"),
    in_case("submitted_at = replace(submitted_at, '-', '')"),
    in_case("entered_on = strftime('%Y', entered_on) || 'W012'"),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Scene:
    return a_scene(tmp_path_factory.mktemp("garbled") / "house", sqlite_template)


@pytest.mark.parametrize(("detector", "statement"), [*EVERYWHERE, *ON_SQLITE])
def test_what_nobody_can_read_is_named_and_hides_nothing(scene: Scene, detector: str, statement: str) -> None:
    with scene.as_it_was():
        sql(statement, "UPDATE charge SET amount = amount / 2")()
        assert {detector, "changed_rows"} <= {*verify_log(scene.earlier).counts}


def test_every_garbled_entry_keeps_its_place(scene: Scene) -> None:
    with scene.as_it_was():
        sql("UPDATE audit_entry SET at = 'one day' WHERE id % 3 = 0")()
        assert {*verify_log(scene.earlier).counts} == {"official_halves", "spellings"}


def test_what_a_database_keeps_and_python_cannot_is_named(
    app: Flask, people: Callable[[str], Visitor], database_url: str
) -> None:
    guide_dog(people("amina"))
    with app.app_context():
        sequence_all()
        for detector, statement in ON_POSTGRESQL if database_url.startswith("postgresql") else ON_SQLITE[-2:]:
            sql(statement)()
            assert detector in verify_log().counts


@pytest.mark.parametrize("statement", RESPELLED)
def test_another_spelling_of_the_same_is_named(scene: Scene, statement: str) -> None:
    with scene.as_it_was():
        sql(statement)()
        assert "spellings" in verify_log(scene.earlier).counts
