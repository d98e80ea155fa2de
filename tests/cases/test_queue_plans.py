"""How the databases find a page of the queue among thousands of cases: by the index, reading no more than they show."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from egov.cases.queue import PAGE, Cursor, Which, desks_of, waiting_cases
from egov.cases.search import cases_like
from egov.cases.tabs import MOST_LOOKED_THROUGH, counts_of_tabs
from egov.db import db
from tests.cases.office import many_cases, person_called

CASES = 3000
HALFWAY = Cursor(date(2026, 1, 20), 1)


@pytest.fixture
def full_office(app: Flask) -> Iterator[Flask]:
    """An office with thousands of cases, most of them not waiting for anybody, and statistics that say so."""
    many_cases(app, CASES)
    many_cases(app, CASES, waits_for="", state="issued", due_on=None)
    many_cases(app, CASES // 10, service="parking_fine", office="traffic", desk="traffic")
    with app.test_request_context("/"):
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        yield app


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database inside the block, with its values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def plan_of(page: Callable[[], object], column: str = "queue_date") -> Any:
    """How the database goes about it: lines of SQLite, or the tree of PostgreSQL with the rows that it really read."""
    with statements() as asked:
        page()
    statement, values = next(one for one in asked if column in one[0] and "ORDER BY" in one[0])
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, FORMAT JSON)"
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", values).all()
    return [row[3] for row in rows] if db.engine.dialect.name == "sqlite" else in_order(tree(rows[0][0]))


def tree(found: Any) -> dict[str, Any]:
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def in_order(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(below for child in node.get("Plans", []) for below in in_order(child))]


@pytest.mark.parametrize("after", [None, HALFWAY], ids=["the first page", "a page in the middle"])
@pytest.mark.parametrize("which", ["unclaimed", "late"])
def test_a_page_of_the_queue_is_read_from_its_index(full_office: Flask, which: Which, after: Cursor | None) -> None:
    omar = person_called("omar")
    index = "ix_case_unclaimed" if which == "unclaimed" else "ix_case_queue"
    plan, desks = plan_of(lambda: waiting_cases(omar, which, after=after)), len(desks_of(omar))
    if db.engine.dialect.name == "sqlite":
        assert sum(f"INDEX {index} (desk=? AND service=? AND waits_for=?" in line for line in plan) == desks, (
            "one scan for each desk"
        )
        assert not [line for line in plan if line.startswith("SCAN") and "case" in line], plan
        return
    assert {node.get("Index Name") for node in plan} >= {index}
    on_cases = [node for node in plan if node.get("Relation Name") == "case"]
    assert not [node for node in on_cases if node["Node Type"] == "Seq Scan"], "the whole table is read"
    for node in plan:
        assert node["Actual Rows"] * node["Actual Loops"] <= desks * (PAGE + 1), f"{node['Node Type']} reads too much"


@pytest.mark.parametrize("after", [None, HALFWAY], ids=["the first page", "a page in the middle"])
def test_what_colleagues_have_is_read_from_the_index_of_what_is_taken(full_office: Flask, after: Cursor | None) -> None:
    omar, grace = person_called("omar"), person_called("grace")
    many_cases(full_office, 200, claimed_by_id=omar.id, service="building_permit", desk="building-control")
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    plan = plan_of(lambda: waiting_cases(grace, "taken", after=after))
    if db.engine.dialect.name == "sqlite":
        assert any("USING INDEX ix_case_claimed" in line for line in plan), plan
        assert not [line for line in plan if line.startswith("SCAN") and "case" in line], plan
        return
    assert "ix_case_claimed" in {node.get("Index Name") for node in plan}
    assert not [node for node in plan if node["Node Type"] == "Seq Scan" and node.get("Relation Name") == "case"]


@pytest.mark.parametrize("after", [None, HALFWAY], ids=["the first page", "a page in the middle"])
def test_my_own_cases_are_read_from_their_index(full_office: Flask, after: Cursor | None) -> None:
    omar = person_called("omar")
    many_cases(full_office, 200, claimed_by_id=omar.id)
    plan = plan_of(lambda: waiting_cases(omar, "mine", after=after))
    if db.engine.dialect.name == "sqlite":
        assert any("USING INDEX ix_case_claimed" in line for line in plan), plan
        assert not any("TEMP B-TREE" in line for line in plan), "all are sorted to show a page"
        return
    assert "ix_case_claimed" in {node.get("Index Name") for node in plan}
    assert not [n for n in plan if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "case"], "the whole is read"


def test_a_name_is_found_by_an_index_of_its_desk(full_office: Flask) -> None:
    many_cases(full_office, 2 * PAGE, search_name="lucía", search_other_name="lucia")
    omar = person_called("omar")
    plan, desks = plan_of(lambda: cases_like(omar, "Lucía"), "search_name"), len(desks_of(omar))
    indexes = {f"ix_case_desk_{name}{way}" for name in ("name", "other_name") for way in ("", "_second", "_last")}
    if db.engine.dialect.name == "sqlite":
        for index in indexes:
            assert sum(f"INDEX {index} (desk=? AND service=? AND " in line for line in plan) == desks, (
                "one scan for each desk"
            )
        assert not [line for line in plan if line.startswith("SCAN") and "case" in line], plan
        return
    assert indexes <= {node.get("Index Name") for node in plan}
    assert not [n for n in plan if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "case"], "the whole is read"


def test_what_lies_behind_the_tabs_is_counted_in_the_indexes(full_office: Flask) -> None:
    omar, grace = person_called("omar"), person_called("grace")
    many_cases(full_office, 200, claimed_by_id=grace.id)
    many_cases(full_office, 200, claimed_by_id=omar.id)
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    with statements() as asked:
        counts_of_tabs(omar)
    assert sum("queue_date" in statement for statement, _values in asked) == 1
    plan = plan_of(lambda: counts_of_tabs(omar))
    if db.engine.dialect.name == "sqlite":
        assert not [line for line in plan if line.startswith("SCAN") and "case" in line], plan
        assert not [line for line in plan if "MULTI-INDEX" in line], "all that lies at the desks is read"
        assert sum("USING INDEX ix_case_claimed" in line for line in plan) >= 2, "mine, and with colleagues"
        return
    on_cases = [node for node in plan if node.get("Relation Name") == "case"]
    assert not [node for node in on_cases if node["Node Type"] == "Seq Scan"], "the whole table is read"
    read = [(n["Actual Rows"] + n.get("Rows Removed by Filter", 0)) * n["Actual Loops"] for n in on_cases]
    assert max(read) <= MOST_LOOKED_THROUGH


def test_news_are_read_from_the_end_of_the_log_of_each_case(full_office: Flask) -> None:
    omar = person_called("omar")
    many_cases(full_office, 200, claimed_by_id=omar.id)
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    plan = plan_of(lambda: waiting_cases(omar, "news"))
    if db.engine.dialect.name == "sqlite":
        assert any("USING INDEX ix_case_claimed" in line for line in plan), plan
        assert any("USING INDEX ix_audit_entry_case" in line for line in plan), plan
        assert not any("TEMP B-TREE" in line for line in plan), "all are sorted to show a page"
        return
    assert "ix_case_claimed" in {node.get("Index Name") for node in plan}
    assert not [n for n in plan if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "case"], "the whole is read"
