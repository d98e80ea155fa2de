"""While the ministry looks at a publication, cases move and people come."""

from flask import Flask
from sqlalchemy import func, select

from egov.audit.operations import CHANGING_RULES, SIGNING_IN, SYSTEM, About, record
from egov.cases.codes import new_code
from egov.cases.drafts import start_draft
from egov.cases.models import Case, Draft
from egov.cases.moving import Standing, move
from egov.cases.submission import Contact, submit
from egov.cli.rehearsal import copy_of_the_house
from egov.country.days import today
from egov.db import db, transaction
from egov.editions.models import MOVE, Edition
from egov.editions.operations import service_in_force, write_edition
from egov.identity.models import Account, Person
from egov.publishing.crossing import bring_into_force
from egov.publishing.preview import preview_of
from tests.cases.office import guide_dog, person_called
from tests.payments.till import ANSWERS
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


def test_an_application_that_is_sent_meanwhile_follows_the_new_rules(app: Flask) -> None:
    guide_dog(Visitor(app).sign_in("amina"))

    def apply() -> None:
        nobody_is_left_behind()
        send()

    def change_the_rules() -> None:
        publish()
        bring_into_force()

    assert at_each_statement(app, apply, change_the_rules) > 10


def test_who_applies_and_who_crosses_over_do_not_wait_for_each_other(app: Flask) -> None:
    guide_dog(Visitor(app).sign_in("amina"))

    def apply() -> None:
        publish()
        send()

    assert at_each_statement(app, apply, bring_into_force) > 10


def publish() -> None:
    with transaction():
        edition = write_edition(service_in_force("dog_licence"), in_force_from=today())
        edition.policy, edition.moved_up_to = MOVE, 0
        record(SYSTEM, "edition_published", About(), purpose=CHANGING_RULES)


def send() -> None:
    with transaction():
        draft = start_draft(service_in_force("dog_licence"), person_called("amina"), new_code())
        draft.answers = ANSWERS | {"guide_dog": True}
    with transaction():
        submit(db.session.get_one(Draft, draft.id, with_for_update={"of": Draft}), Contact())


def nobody_is_left_behind() -> None:
    before = select(Case.reference).where(Case.edition_id != select(func.max(Edition.id)).scalar_subquery())
    assert db.session.scalars(before).all() == []


def test_people_who_come_meanwhile_do_not_stop_a_rehearsal(app: Flask) -> None:
    come: list[str] = []

    def told(table: str, _rows: int) -> None:
        if table == "person" and not come:
            with app.app_context(), transaction():
                new = Person(identifier="1", name="Lina Aziz", born=today(), language="en")
                db.session.add(new)
                db.session.flush()
                db.session.add(Account(person_id=new.id, username="lina", password_hash=""))
                record(SYSTEM, "account_opened", About(new.id), purpose=SIGNING_IN)
            come.append(table)

    with app.app_context(), copy_of_the_house(told) as copy, copy.app_context():
        assert db.session.scalars(select(Account).filter_by(username="lina")).all() == []
    assert come
