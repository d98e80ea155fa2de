"""Many press the same button in the same moment, on a real server: one effect, and the others are told.

``EGOV_FAULTS=1000`` has 50 officers at 1,000 cases, and sends 1,000 drafts and 1,000 other forms 20 times each.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from egov.cases.models import Case, StepTaken
from egov.db import db, transaction
from egov.documents.models import Certificate
from egov.identity.operations import actor_of
from egov.notifications.signatures import HEADER
from egov.payments.events import SignedEvent, seal
from egov.payments.models import Attempt, Charge, LedgerLine
from egov.payments.operations import start_attempt
from tests.faults.crowd import at_once, complete_draft, fail, make_officers, open_case, sender, sign_in
from tests.faults.pressing import FORMS_OF_A_CASE, TIMES, each_form_counts_once
from tests.faults.walker import Somebody
from tests.payments.till import FEE, word
from tests.support.server import Server, running_demo

COUNT = int(os.environ.get("EGOV_FAULTS", "0"))
ROUNDS, OFFICERS = (COUNT, 50) if COUNT else (5, 10)
DRAFTS, PAYMENTS, FORMS = COUNT or 3, COUNT // 10 or 2, COUNT // FORMS_OF_A_CASE or 1
FORGED = "0" * 64

Figure = Callable[[str, object], None]


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[Server]:
    """The demonstration, which lets one address send as much as it likes."""
    with running_demo(tmp_path, database_url) as server:
        yield server


def test_what_many_do_in_the_same_moment_is_done_once(app: Flask, server: Server, record_property: Figure) -> None:
    with app.app_context():
        one_officer_gets_each_case_and_the_others_are_told_who(server.url)
        each_draft_becomes_one_case(server.url)
        whatever_the_bank_says_there_is_one_receipt(server.url)
        for number in range(FORMS):
            each_form_counts_once(server.url, number)
    record_property("figure", f"{ROUNDS} cases claimed by {OFFICERS} officers at once: one winner each")
    record_property("figure", f"{DRAFTS} drafts sent {TIMES} times at once: {DRAFTS} cases; {PAYMENTS} payments")
    record_property("figure", f"{FORMS * FORMS_OF_A_CASE} other forms sent {TIMES} times at once: each counts once")


def one_officer_gets_each_case_and_the_others_are_told_who(url: str) -> None:
    officers = [sign_in(url, name) for name in make_officers(OFFICERS)]
    for _round in range(ROUNDS):
        case = open_case(guide_dog=True)  # without a fee it waits for an officer at once
        answers = at_once([sender(officer, f"/office/{case.reference}/claim") for officer in officers])
        assert Counter(answer.status_code for answer in answers) == {302: 1, 409: OFFICERS - 1}
        db.session.rollback()
        db.session.refresh(case)
        assert case.claimed_by
        refused = [answer.text for answer in answers if answer.status_code == 409]
        assert all(case.claimed_by.name in text for text in refused)


def each_draft_becomes_one_case(url: str) -> None:
    amina, omar = (Somebody(url, fail) for _person in range(2))
    amina.sign_in("amina")
    omar.sign_in("omar")
    for _draft in range(DRAFTS):
        number = complete_draft(guide_dog=True).id
        page = f"/drafts/{number}/check-your-answers"
        amina.open(page)
        answers = at_once([sender(amina, page, email="", phone="")] * TIMES)
        assert {answer.status_code for answer in answers} == {302}
        [reference] = {answer.headers["Location"].partition("?")[0].removeprefix("/cases/") for answer in answers}
        db.session.rollback()
        assert db.session.scalars(select(Case.reference).filter_by(draft_id=number)).all() == [reference]
    _decide_at_once(omar, reference)


def _decide_at_once(omar: Somebody, reference: str) -> None:
    desk = f"/office/{reference}"
    omar.open(desk)
    omar.send(f"{desk}/claim")
    answers = at_once([sender(omar, f"{desk}/steps/approve")] * TIMES)
    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: TIMES - 1}
    db.session.rollback()
    case = db.session.scalars(select(Case).filter_by(reference=reference)).one()
    assert len(db.session.scalars(select(Certificate).filter_by(case_id=case.id)).all()) == 1
    assert len(db.session.scalars(select(StepTaken).filter_by(case_id=case.id, action="approve")).all()) == 1


def whatever_the_bank_says_there_is_one_receipt(url: str) -> None:
    for _payment in range(PAYMENTS):
        case = open_case()
        db.session.rollback()
        attempt = _started(case)
        words = _words_about(attempt)
        statuses = at_once([partial(_tell, url, signed) for signed in words])
        for signed, status in zip(words, statuses, strict=True):
            assert status == (403 if signed.signature == FORGED else 200)
        db.session.rollback()
        db.session.expire_all()
        charge = db.session.scalars(select(Charge).filter_by(case_id=case.id)).one()
        lines = db.session.scalars(select(LedgerLine).filter_by(charge_id=charge.id).order_by(LedgerLine.id))
        assert [(line.kind, line.amount) for line in lines] == [("charge", FEE), ("payment", FEE)]
        assert charge.receipt_number
        assert db.session.scalar(select(Case.state).filter_by(id=case.id)) == "assessment"


def _started(case: Case) -> Attempt:
    with transaction():
        return start_attempt(case, "demo", actor_of(case.applicant))


def _words_about(attempt: Attempt) -> list[SignedEvent]:
    """Paid five times in the same words, twice in others; declined; a wrong amount; and forged: in any order."""
    paid = seal(word(attempt))
    words = [paid] * 5 + [seal(word(attempt)) for _time in range(2)]
    words += [seal(word(attempt, "declined"))] * 3 + [seal(word(attempt, amount=FEE + 1))] * 2
    words += [replace(paid, signature=FORGED)] * 3
    random.shuffle(words)
    return words


def _tell(url: str, signed: SignedEvent) -> int:
    headers = {HEADER: signed.signature, "Content-Type": "application/json"}
    return requests.post(f"{url}/payments/callback/demo", signed.body.encode(), headers=headers, timeout=60).status_code
