"""Nothing is changed outside of a transaction, and what is read outside leaves none open."""

import pytest
from flask import Flask
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DBAPIError

from egov.db import db, one_moment, transaction
from egov.identity.models import Person

AMINA = Person.name == "Amina Haddad"


def phone() -> str:
    return db.session.scalars(select(Person.phone).where(AMINA)).one()


def change(number: str) -> None:
    """Somebody else does, at this moment."""
    with db.engine.begin() as connection:
        connection.execute(update(Person).where(AMINA).values(phone=number))


def is_idle(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    return not driver.in_transaction if hasattr(driver, "in_transaction") else driver.info.transaction_status == 0  # type: ignore[union-attr]


def test_a_row_that_is_changed_outside_of_a_transaction_is_refused(app: Flask) -> None:
    with app.app_context():
        before = phone()
        db.session.scalars(select(Person).where(AMINA)).one().phone = "+999 1"
        with pytest.raises(RuntimeError, match=r"outside of a transaction"):
            phone()
    with app.app_context():
        assert phone() == before


def test_postgresql_refuses_a_statement_too(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("PostgreSQL only")
        with pytest.raises(DBAPIError, match="read-only"):
            db.session.execute(update(Person).values(phone="+999 1"))


def test_a_question_leaves_no_transaction_open_on_postgresql(app: Flask) -> None:
    with app.app_context():
        phone()
        assert is_idle(db.session.connection()) == (db.engine.dialect.name == "postgresql")
        with transaction() as session:
            phone()
            assert not is_idle(session.connection())


def test_questions_of_one_moment_see_it_and_those_after_it_see_the_next(app: Flask) -> None:
    with app.app_context():
        with one_moment():
            before = phone()
            change("+999 2")
            with one_moment():
                assert phone() == before
            assert phone() == before
        assert phone() == "+999 2"


def test_nothing_is_changed_inside_of_a_moment(app: Flask) -> None:
    with app.app_context(), one_moment(), pytest.raises(RuntimeError, match="inside one_moment"), transaction():
        pass
