"""While the ministry looks at a publication, cases move and people come."""

from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case
from egov.cases.moving import Standing, move
from egov.cli.rehearsal import copy_of_the_house
from egov.country.days import today
from egov.db import db, transaction
from egov.editions.operations import service_in_force, write_edition
from egov.identity.models import Account, Person
from egov.publishing.preview import preview_of
from tests.cases.office import guide_dog
from tests.support.meanwhile import at_each_statement
from tests.support.visitor import Visitor


def test_a_case_that_moves_meanwhile_is_counted_once(app: Flask) -> None:
    guide_dog(Visitor(app).sign_in("amina"))

    def publish() -> None:
        with transaction():
            case = db.session.scalars(select(Case)).one()
            edition = write_edition(service_in_force("dog_licence"), in_force_from=today())
            move(case, edition, Standing(case.state, case.answers), None)

    def look() -> None:
        assert sum(line.cases for line in preview_of("dog_licence").survey.lines) == 1

    assert at_each_statement(app, look, publish) > 3


def test_people_who_come_meanwhile_do_not_stop_a_rehearsal(app: Flask) -> None:
    come: list[str] = []

    def told(table: str, _rows: int) -> None:
        if table == "person" and not come:
            with app.app_context(), transaction():
                new = Person(identifier="1", name="Lina Aziz", born=today(), language="en")
                db.session.add(new)
                db.session.flush()
                db.session.add(Account(person_id=new.id, username="lina", password_hash=""))
            come.append(table)

    with app.app_context(), copy_of_the_house(told) as copy, copy.app_context():
        assert db.session.scalars(select(Account).filter_by(username="lina")).all() == []
    assert come
