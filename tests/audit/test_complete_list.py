"""Amina asks whether the list of who saw her file is complete, and is told in a sentence."""

import pytest
from flask import Flask
from sqlalchemy import delete, select

from egov.audit.completeness import completeness_of
from egov.audit.models import Entry
from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.country.digits import to_native
from egov.db import db, transaction
from tests.cases.office import People, guide_dog, person_called
from tests.support.meanwhile import at_each_statement
from tests.support.visitor import Visitor


@pytest.fixture
def amina(people: People) -> Visitor:
    amina = people("amina")
    reference = guide_dog(amina)
    people("omar").open(f"/office/{reference}")
    return amina


def asked(amina: Visitor) -> Visitor:
    return amina.open("/my/file-access").press("Check that this list is complete")


def test_a_complete_list_is_green(app: Flask, amina: Visitor) -> None:
    asked(amina).has("The list is complete", "none was left out", "Read the case")
    with app.app_context():
        count = len(db.session.scalars(select(Entry.id).filter_by(subject_id=person_called("amina").id)).all())
    # The check itself is written down after it was made.
    amina.has(f"The log holds {count - 1} entries about you")
    assert amina.page.select(".banner-success")


def test_a_look_that_was_left_out_is_red_and_named(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        entry = db.session.scalars(select(Entry).filter_by(action="case_read").order_by(Entry.id)).all()[-1]
        counter = entry.counter
        with db.engine.begin() as connection:
            connection.execute(delete(Entry).where(Entry.id == entry.id))
    asked(amina).has("The list is not complete", f"missing or stand there twice: {counter}.")
    assert amina.page.select(".banner-error")
    reader = Visitor(app, "ar").sign_in("amina").open("/my/file-access").press("تحقّق من اكتمال هذه القائمة")
    reader.has(f": {to_native(str(counter), 'arab')}.")


def test_a_look_at_the_same_moment_is_not_taken_for_a_hidden_one(app: Flask, amina: Visitor) -> None:
    with app.app_context():
        number = person_called("amina").id

    def look() -> None:
        with transaction():
            record(SYSTEM, "case_read", About(number), purpose=DECIDING, read=True)

    def ask() -> None:
        found = completeness_of(f"person {number}")
        assert (found.missing, found.doubled) == ((), ())

    assert at_each_statement(app, ask, look) >= 3


def test_who_was_never_spoken_of_has_a_complete_list(people: People) -> None:
    asked(people("hiwot")).has("The list is complete")


def test_the_check_itself_is_written_down(app: Flask, amina: Visitor) -> None:
    asked(amina)
    with app.app_context():
        [check] = db.session.scalars(select(Entry).filter_by(action="access_list_checked")).all()
    assert (check.subject_id, check.purpose) == (check.actor_id, "looking at one's own file")
