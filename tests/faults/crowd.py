"""Many people at once: each in a thread of his own with a session of his own, all sending in the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import requests
from argon2 import PasswordHasher
from sqlalchemy import select

from egov.audit.operations import APPOINTING, SYSTEM, About, record
from egov.cases.codes import hash_code, new_code
from egov.cases.models import Case, Draft
from egov.cases.submission import Contact, submit
from egov.clock import now
from egov.db import db, transaction
from egov.editions.operations import edition_in_force
from egov.identity.models import Account, Person, RoleHolding
from tests.faults.walker import TOKEN, Somebody
from tests.payments.till import ANSWERS

PASSWORD = "many-at-once"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # fifty sign-ins would take ten seconds

Answer = TypeVar("Answer")


def at_once(jobs: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Do all jobs in the same moment; what each gave."""
    barrier = Barrier(len(jobs))

    def one(job: Callable[[], Answer]) -> Answer:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


def fail() -> None:
    raise AssertionError("the server does not answer")


def sender(somebody: Somebody, path: str, **fields: str) -> Callable[[], requests.Response]:
    """Sends one form of a signed-in person, however often it is called."""
    token = TOKEN.search(somebody.text)
    assert token, somebody.words
    sent = {"csrf_token": token[1], **fields}
    cookies, address = somebody.session.cookies.get_dict(), f"{somebody.url}{path}"
    headers = {"Connection": "close"}  # or the connections of one round would be in the way of the next
    return lambda: requests.post(address, sent, cookies=cookies, headers=headers, allow_redirects=False, timeout=300)


def make_officers(number: int) -> list[str]:
    """So many officers for dog licences; their usernames."""
    hashed, born = CHEAP.hash(PASSWORD), db.session.scalars(select(Person.born)).first()
    with transaction() as session:
        for count in range(number):
            person = Person(identifier=f"officer-{count}", name=f"Officer {count:04}", born=born, language="en")
            role = RoleHolding(person=person, role="officer", service="dog_licence", office="harbour-licensing")
            session.add_all([person, role, Account(person=person, username=f"officer-{count}", password_hash=hashed)])
        record(SYSTEM, "role_given", About(), purpose=APPOINTING)
    return [f"officer-{count}" for count in range(number)]


def sign_in(url: str, username: str) -> Somebody:
    """An officer at his own browser, with a form before him."""
    officer = Somebody(url, fail)
    officer.open("/sign-in/official")
    officer.send("/sign-in/official", username=username, password=PASSWORD)
    return officer


def complete_draft(**answers: object) -> Draft:
    """Amina's answers, ready to be sent."""
    amina, edition = (
        db.session.scalars(select(Person).filter_by(name="Amina Haddad")).one(),
        edition_in_force("dog_licence"),
    )
    with transaction() as session:
        draft = Draft(
            service="dog_licence",
            person_id=amina.id,
            edition_id=edition.id if edition else None,
            code_hash=hash_code(new_code()),
            answers=ANSWERS | answers,
            set_aside={},
            created_at=now(),
            updated_at=now(),
        )
        session.add(draft)
    return draft


def open_case(**answers: object) -> Case:
    """A case of Amina's."""
    draft = complete_draft(**answers)
    with transaction() as session:
        return submit(session.get_one(Draft, draft.id), Contact())
