"""Official lists: what they say, what is added, what is changed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.errors import Conflict
from egov.registers.models import RegisterRecord
from egov.registers.operations import POPULATION, change_register, find, record_in_register

NOTICE = "PN-2026-000123"


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_the_population_is_that_of_the_country_pack() -> None:
    for identifier, resident in current_pack().people.items():
        facts = find(POPULATION, identifier)
        assert facts is not None
        assert (facts["name"], facts["born"]) == (resident.name, resident.born.isoformat())


def test_the_other_registers_are_the_lists_of_the_country_pack() -> None:
    for register, rows in current_pack().registers.items():
        for row in rows:
            facts = find(register, row["number"])
            assert facts is not None
            assert row.items() <= facts.items()


def test_what_a_register_does_not_have_is_none() -> None:
    for register, key in [("parking_notices", "PN-0"), ("no_register", NOTICE), ("parcels", "")]:
        assert find(register, key) is None


def test_a_birth_is_recorded_once() -> None:
    with transaction():
        record_in_register("births", "BR-26-1", {"name": "Salma Haddad"})
    assert find("births", "BR-26-1") == {"name": "Salma Haddad"}
    with pytest.raises(Conflict, match="already has an entry"), transaction():
        record_in_register("births", "BR-26-1", {"name": "Somebody Else"})
    assert find("births", "BR-26-1") == {"name": "Salma Haddad"}


def test_a_change_leaves_the_other_facts_and_counts_up_the_version() -> None:
    before = find("parking_notices", NOTICE)
    assert before is not None
    with transaction():
        change_register("parking_notices", NOTICE, {"status": "paid"})
    assert find("parking_notices", NOTICE) == {**before, "status": "paid"}
    assert db.session.scalars(select(RegisterRecord).filter_by(key=NOTICE)).one().version == 2


def test_what_is_not_there_is_not_changed() -> None:
    with pytest.raises(Conflict, match="no entry"), transaction():
        change_register("parking_notices", "PN-0", {"status": "paid"})
    assert find("parking_notices", "PN-0") is None


def test_a_change_that_fails_half_way_changes_nothing() -> None:
    with pytest.raises(Conflict), transaction():
        change_register("parking_notices", NOTICE, {"status": "paid"})
        change_register("parking_notices", "PN-0", {"status": "paid"})
    db.session.expire_all()
    facts = find("parking_notices", NOTICE)
    assert facts is not None
    assert facts["status"] == "unpaid"
