"""What is slipped into the database as if it were older than the log is found, and no upgrade makes it honest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from egov.audit.adoption import adopt_rows
from egov.audit.models import Entry
from egov.audit.operations import SIGNING_IN
from egov.audit.verification import verify_log
from egov.clock import now
from egov.db import db
from egov.identity.models import RoleHolding
from tests.audit.scene import Scene, a_scene


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Scene:
    return a_scene(tmp_path_factory.mktemp("adoption") / "house", sqlite_template)


@pytest.fixture
def house(scene: Scene) -> Iterator[Scene]:
    with scene.as_it_was():
        yield scene


def slip_in(number: int) -> None:
    """An entry without a leaf, as from a time before the log."""
    columns = {"purpose": SIGNING_IN, "read": True, "details": {}, "rows": []}
    with db.engine.begin() as connection:
        connection.execute(insert(Entry).values(id=number, at=now(), action="case_read", **columns))


def detectors() -> set[str]:
    return {finding.detector for finding in verify_log().findings}


@pytest.mark.parametrize("number", [0, -5])
def test_an_entry_from_before_a_log_that_is_as_old_as_the_house_is_found(house: Scene, number: int) -> None:
    slip_in(number)
    assert detectors() == {"leaf_is_there"}


def test_a_role_that_was_put_in_is_not_made_honest_by_an_old_entry_and_an_upgrade(house: Scene) -> None:
    with db.engine.begin() as connection:
        role = {"person_id": 1, "role": "finance", "service": "*", "office": "treasury"}
        connection.execute(insert(RoleHolding).values(id=900, **role))
    slip_in(0)
    assert adopt_rows() == 0
    assert detectors() >= {"unheard_rows", "leaf_is_there"}


def test_what_a_table_holds_is_taken_in_once_when_the_log_begins_to_vouch_for_it(house: Scene) -> None:
    """A house of before: its log says nothing of messages and accounts, nor that it vouches for them."""
    forget = ("DELETE FROM audit_row WHERE table_name IN ('account', 'message', 'attempt')",
              "UPDATE audit_entry SET action = 'log_read' WHERE action = 'tables_vouched'")  # fmt: skip
    with db.engine.begin() as connection:
        for statement in forget:
            connection.execute(text(statement))
    assert adopt_rows() > 5
    assert adopt_rows() == 0
    before = verify_log().findings
    assert "unheard_rows" not in {finding.detector for finding in before}
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO account (id, person_id, username, password_hash, failures) VALUES "
                                "(900, 1, 'evil', '', 0)"))  # fmt: skip
    assert adopt_rows() == 0
    new = [finding for finding in verify_log().findings if finding not in before]
    assert [finding.where for finding in new] == ["account 900"]


def test_a_house_that_is_older_than_its_log_counts_what_was_there(house: Scene) -> None:
    with db.engine.begin() as connection:
        for table in ("audit_entry", "audit_row", "audit_subject"):
            connection.execute(text(f"DELETE FROM {table}"))
    slip_in(1)
    assert adopt_rows() > 20
    assert "leaf_is_there" not in detectors()
    slip_in(0)
    assert "leaf_is_there" in detectors()
