"""A look at the alarms costs the same beside any number of sleeping cases: one statement, read from its index."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from egov.cases.clockwork import ring_due
from egov.country.days import today
from egov.db import db
from tests.cases.office import many_cases
from tests.cases.test_queue_plans import in_order, statements, tree
from tests.payments.till import ANSWERS

FEW, MANY, DUE = 100, 3000, 5


@pytest.fixture
def night(app: Flask) -> Iterator[Flask]:
    """The worker, at work outside of any request."""
    with app.app_context():
        yield app


def sleepers(app: Flask, number: int) -> None:
    """Cases that wake some day later, and statistics that say so."""
    many_cases(app, number, answers=ANSWERS, wakes_on=today() + timedelta(90), due_on=today() + timedelta(89))
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def tick(app: Flask) -> list[tuple[str, Any]]:
    """What a look at the alarms asks of the database, in a context of its own, as each round of the worker has."""
    with app.app_context(), statements() as asked:
        ring_due()
    return [one for one in asked if not one[0].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]


def test_a_tick_with_nothing_due_is_one_statement_that_reads_nothing(night: Flask) -> None:
    sleepers(night, MANY)
    [(statement, values)] = tick(night)
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, FORMAT JSON)"
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", values).all()
    if db.engine.dialect.name == "sqlite":
        assert [row[3] for row in rows] == ["SEARCH case USING COVERING INDEX ix_case_wakes (wakes_on<?)"]
        return
    plan = in_order(tree(rows[0][0]))
    assert [node["Index Name"] for node in plan if "Index Name" in node] == ["ix_case_wakes"]
    assert not [node for node in plan if node["Node Type"] in ("Seq Scan", "Sort")]
    assert {node["Actual Rows"] for node in plan} == {0}


def test_a_tick_asks_as_much_beside_many_sleepers_as_beside_few(night: Flask) -> None:
    asked = []
    for more in (FEW, MANY):
        sleepers(night, more)
        many_cases(night, DUE, answers=ANSWERS, wakes_on=today(), due_on=today() - timedelta(1))
        asked.append(tick(night))
    beside_few, beside_many = ([statement for statement, _values in one] for one in asked)
    assert beside_few == beside_many
    assert sum("wakes_on <=" in statement for statement in beside_many) == 1, "all that ring are found at once"
    assert len(tick(night)) == 1, "each rang once"
