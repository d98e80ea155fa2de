"""Dogs and their licences, for the tests of certificates."""

from sqlalchemy import update

from egov.cases.codes import new_code
from egov.cases.drafts import start_draft
from egov.cases.models import Case
from egov.cases.steps import Taken, take_step
from egov.cases.submission import Contact, submit
from egov.catalogue import service_of
from egov.db import db, transaction
from egov.documents.models import Certificate
from egov.identity.models import Person
from workflows.engine import By

DOG = {
    "dog_name": "Koa",
    "size": "small",
    "neutered": True,
    "guide_dog": True,  # costs nothing, so the case comes to the officer at once
    "address": {"line": "3 Harbour Road", "area": "XM-HA-02"},
}


def case_about(answers: dict[str, object], applicant: Person) -> Case:
    """A dog licence that was applied for, in the open transaction."""
    draft = start_draft(service_of("dog_licence"), applicant, new_code())
    draft.answers = answers
    db.session.flush()
    return submit(draft, Contact())


def revoke(certificate: Certificate, officer: Person, reason: str) -> None:
    with transaction():
        take_step(db.session.get_one(Case, certificate.case_id), "revoke", Taken(By.OFFICER, officer, reason))


def tamper(certificate: Certificate, **columns: object) -> None:
    """Change a certificate in the database, as its administrator can."""
    with transaction():
        db.session.execute(update(Certificate).where(Certificate.id == certificate.id).values(**columns))
    db.session.refresh(certificate)
