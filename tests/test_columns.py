"""Objects made of columns that were just read are as good as those that a session reads by itself."""

from flask import Flask
from sqlalchemy import inspect, select

from egov.columns import as_read, table_of
from egov.db import db
from egov.identity.models import Person, RoleHolding


def test_an_object_of_columns_is_as_the_session_reads_it(app: Flask) -> None:
    with app.app_context():
        columns = db.session.execute(select(table_of(Person)).filter_by(name="Omar Salim")).mappings().one()
        made = as_read(Person, columns)
        said = {column.key: getattr(made, column.key) for column in table_of(Person).columns}
        assert inspect(made).persistent
        assert not db.session.is_modified(made)
        db.session.expunge_all()
        read = db.session.get_one(Person, columns["id"])
        assert said == {name: getattr(read, name) for name in said}
        assert as_read(Person, columns) is read


def test_what_belongs_to_it_is_no_change_of_anything(app: Flask) -> None:
    with app.app_context():
        both = select(table_of(Person), table_of(RoleHolding)).join_from(table_of(Person), table_of(RoleHolding))
        lines = db.session.execute(both.where(table_of(Person).c.name == "Omar Salim")).mappings().all()
        roles = [as_read(RoleHolding, columns) for columns in lines]
        omar = as_read(Person, lines[0], roles=roles)
        assert omar.holds("officer")
        assert {role.person for role in roles} == {omar}
        assert not db.session.dirty


def test_what_was_not_read_with_it_is_read_when_it_is_wanted(app: Flask) -> None:
    with app.app_context():
        columns = db.session.execute(select(table_of(Person)).filter_by(name="Omar Salim")).mappings().one()
        assert {held.role for held in as_read(Person, columns).roles} == {"officer"}
