from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from egov.cases.steps import Taken, take_step
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.documents.models import Certificate
from egov.identity.models import Person
from tests.documents.dogs import DOG, case_about
from workflows.engine import By


@pytest.fixture
def person_named() -> Callable[[str], Person]:
    """The persona of the country pack with this code: amina, omar, sam."""

    def find(code: str) -> Person:
        number = current_pack().personas[code].resident.identifier
        return db.session.scalars(select(Person).filter_by(identifier=number)).one()

    return find


@pytest.fixture
def licence(app: Flask, person_named: Callable[[str], Person]) -> Iterator[Certificate]:
    """The licence for Amina's dog, approved by Omar."""
    with app.test_request_context():
        with transaction():
            case = case_about(DOG, person_named("amina"))
            take_step(case, "approve", Taken(By.OFFICER, person_named("omar")))
        yield db.session.scalars(select(Certificate)).one()
