"""What the tests of this room work with: cases that wait for payment, and a bank that says what it is told to."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.codes import hash_code, new_code
from egov.cases.models import Case, Draft
from egov.cases.steps import Taken, take_step
from egov.cases.submission import Contact, submit
from egov.clock import now
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.identity.models import Person
from egov.identity.operations import actor_of
from egov.payments.events import Event, SignedEvent, seal
from egov.payments.models import Attempt, Charge, LedgerLine, Verdict
from egov.payments.operations import start_attempt
from egov.payments.settlement import receive_event
from workflows.engine import By

ANSWERS = {
    "dog_name": "Rex",
    "size": "small",
    "neutered": False,
    "guide_dog": False,
    "address": {"line": "4 Lighthouse Road", "area": "XM-HA-02"},
}
FEE = 2500


@dataclass
class Till:
    """The payments of the application, as the law, the citizen and the bank move them."""

    app: Flask

    def person(self, persona: str) -> Person:
        """Somebody of the cast."""
        identifier = current_pack().personas[persona].resident.identifier
        return db.session.scalars(select(Person).filter_by(identifier=identifier)).one()

    def open_case(self, **answers: object) -> Case:
        """Amina's application for a dog licence: it waits for its fee."""
        with transaction():
            draft = Draft(
                service="dog_licence",
                person=self.person("amina"),
                code_hash=hash_code(new_code()),
                answers=ANSWERS | answers,
                created_at=now(),
                updated_at=now(),
            )
            db.session.add(draft)
            db.session.flush()
            return submit(draft, Contact())

    def start(self, case: Case, provider: str = "demo") -> Attempt:
        with transaction():
            return start_attempt(case, provider, actor_of(case.applicant))

    def withdraw(self, case: Case) -> None:
        with transaction():
            take_step(case, "withdraw", Taken(By.APPLICANT, self.person("amina")))

    def tell(self, event: Event) -> Verdict:
        """The bank says something, signed."""
        with transaction():
            return receive_event(event.provider, seal(event))

    def tell_signed(self, provider: str, signed: SignedEvent) -> Verdict:
        with transaction():
            return receive_event(provider, signed)

    def charges(self, case: Case) -> list[Charge]:
        db.session.rollback()
        return list(db.session.scalars(select(Charge).filter_by(case_id=case.id).order_by(Charge.id)))

    def ledger(self, case: Case) -> list[tuple[str, int]]:
        db.session.rollback()
        lines = select(LedgerLine).join(Charge).where(Charge.case_id == case.id).order_by(LedgerLine.id)
        return [(line.kind, line.amount) for line in db.session.scalars(lines)]

    def audited(self, case: Case) -> list[str]:
        db.session.rollback()
        entries = select(Entry.action).filter_by(case_reference=case.reference).order_by(Entry.id)
        return list(db.session.scalars(entries))


def word(attempt: Attempt, outcome: str = "paid", **changes: Any) -> Event:
    """What an honest bank says about an attempt, but for the changes."""
    event = Event(
        id=secrets.token_hex(16),
        provider=attempt.provider,
        attempt=attempt.token,
        outcome=outcome,
        amount=attempt.charge.amount,
        currency=attempt.charge.currency,
        at=now().isoformat(),
    )
    return replace(event, **changes)
