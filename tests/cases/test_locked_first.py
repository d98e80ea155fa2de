"""Whoever writes about a case has locked it before, and has read it then: no door forgets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from egov.cases.access import case_with
from egov.cases.moving import Standing, move
from egov.country.days import today
from egov.db import ENGINE, transaction
from egov.editions.operations import service_in_force, write_edition
from egov.models import metadata
from tests.cases.office import People, apply_for, guide_dog, taken_by
from tests.cases.test_reviews import BOTH, advise
from tests.support.meanwhile import beside
from tests.support.robot import pay
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)]

LOCKED = ('UPDATE OF "case"', 'INSERT INTO "case"')  # also FOR NO KEY UPDATE; one's own new case needs no lock
OF_A_CASE = [table.name for table in metadata.sorted_tables if "case_id" in table.columns]
WRITTEN = tuple(f"{how} {name} " for name in (*OF_A_CASE, '"case"') for how in ("INSERT INTO", "UPDATE"))


@contextmanager
def writing_without_a_lock(app: Flask) -> Iterator[list[str]]:
    """What is written about cases in transactions that have locked none."""
    found: list[str] = []
    locked: set[Any] = set()

    def note(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("BEGIN"):
            locked.discard(connection.connection.dbapi_connection)
        if any(words in statement for words in LOCKED):
            locked.add(connection.connection.dbapi_connection)
        elif statement.startswith(WRITTEN) and connection.connection.dbapi_connection not in locked:
            found.append(statement)

    engine = app.extensions[ENGINE]
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_permit_on_its_long_way(app: Flask, people: People, amina: Visitor, omar: Visitor) -> None:
    with writing_without_a_lock(app) as found:
        reference = apply_for("building_permit", amina)
        amina.open(f"/cases/{reference}").press("Send message", message="When is it ready?")
        pay(amina)
        taken_by(omar, reference).press("Put it back").press("Take this case")
        omar.press("Keep the note", note="She is in a hurry.").press("Send message", message="Soon.")
        omar.press("Ask for more", reason__ask_more="Where is the plan?")
        amina.open(f"/cases/{reference}").press("Send your answer", reason__answer="Here.")
        omar.open(f"/office/{reference}").press("Ask for opinions", offices=BOTH, reason__ask_opinions="Is it safe?")
        for persona in ("farid", "elena"):
            advise(people(persona).open(f"/office/{reference}"), "It is.")
        omar.open(f"/office/{reference}").press("Hand over")
        grace = people("grace").open(f"/office/{reference}").press("Refuse", reason__refuse="It is too high.")
        grace.has("Refused")
        amina.open(f"/cases/{reference}").press("Send your opinion", rating="1")
        amina.open(f"/cases/{reference}").press("Appeal", reason__appeal="It is not.")
    assert found == []
    assert len(OF_A_CASE) > 8


def test_who_waited_while_a_case_was_moved_knows_its_new_rules(app: Flask, amina: Visitor) -> None:
    reference, found = guide_dog(amina), []

    def move_it() -> None:
        with app.app_context(), transaction():
            case = case_with(reference, lock=True)
            edition = write_edition(service_in_force("dog_licence"), in_force_from=today())
            move(case, edition, Standing(case.state, case.answers), None)

    def wait_for_it() -> None:
        with app.app_context(), transaction():
            found.append(case_with(reference, lock=True).edition)

    beside(app, "INSERT INTO edition_move", move_it, wait_for_it)
    assert [edition.number for edition in found if edition] == [2]


def test_a_case_that_is_withdrawn(app: Flask, amina: Visitor) -> None:
    with writing_without_a_lock(app) as found:
        amina.open(f"/cases/{guide_dog(amina)}").press("Withdraw")
    assert found == []
