"""What the database, the files and the log say after many deaths, compared with a walk that nobody disturbed."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.cases.models import Case, Message
from egov.cases.steps import workflow_of
from egov.db import db
from egov.documents.models import Certificate
from egov.files.models import StoredFile
from egov.files.storage import current_storage
from egov.notifications.channels import name_of
from egov.notifications.models import OutboxRow
from egov.payments.models import Charge, LedgerLine
from tests.faults.walker import Walked
from workflows.engine import STAY

NUMBER = re.compile(r"[A-Z]{1,2}-\d\d-[0-9A-Z-]+|[A-Z]{2,}[-0-9A-Z]{6,}")
KEPT = (
    "step_",
    "fee_",
    "payment_",
    "certificate_",
    "message_",
)  # what may happen once; looking and claiming may be repeated


@dataclass(frozen=True)
class Story:
    """All that may happen once to a case, without its numbers."""

    state: str
    steps: tuple[tuple[str, str, str], ...]
    ledger: tuple[tuple[str, int], ...]
    charges: tuple[str, ...]
    certificates: int
    messages: int
    letters: tuple[tuple[str, int], ...]
    entries: tuple[tuple[str, int], ...]


def story_of(case: Case) -> Story:
    """What the database says about a case."""
    session, reference = db.session, case.reference
    lines = select(LedgerLine).join(Charge).where(Charge.case_id == case.id).order_by(LedgerLine.id)
    subjects = session.scalars(select(OutboxRow.subject).filter_by(case_reference=reference))
    actions = session.scalars(select(Entry.action).filter_by(case_reference=reference))
    return Story(
        state=f"{case.state}, waits for {case.waits_for or 'nobody'}",
        steps=tuple((step.action, step.source, step.target) for step in case.steps),
        ledger=tuple((line.kind, line.amount) for line in session.scalars(lines)),
        charges=tuple(session.scalars(select(Charge.status).filter_by(case_id=case.id).order_by(Charge.id))),
        certificates=len(session.scalars(select(Certificate.id).filter_by(case_id=case.id)).all()),
        messages=len(session.scalars(select(Message.id).filter_by(case_id=case.id)).all()),
        letters=_counted(NUMBER.sub("#", subject) for subject in subjects),
        entries=_counted(action for action in actions if action.startswith(KEPT)),
    )


def findings(app: Flask, first: Walked, walks: Sequence[Walked]) -> list[str]:
    """Everything that is not as it should be, in sentences. The ``first`` walk is the one that nobody disturbed."""
    with app.app_context():
        found = [*_about_cases(first, walks), *_about_letters(), *_about_files()]
        sequence_all()
        found += [f"the log: {finding}" for finding in verify_log(processes=1).findings]
        db.engine.dispose()
    return found


def _about_cases(first: Walked, walks: Sequence[Walked]) -> Iterator[str]:
    cases: dict[str, list[Case]] = {}
    for case in db.session.scalars(select(Case).filter_by(service="dog_licence")).unique():
        cases.setdefault(case.answers["dog_name"], []).append(case)
        yield from _half_states(case)
    model = story_of(cases[first.dog][0])
    for walked in walks:
        own = cases.get(walked.dog, [])
        if walked.reference and [case.reference for case in own] != [walked.reference]:
            yield f"{walked} was acknowledged, and there are {[case.reference for case in own]}"
        if not (walked.certificate and own):
            continue
        story = story_of(own[0])
        for name in vars(model):
            if getattr(story, name) != getattr(model, name):
                yield f"{walked}: {name} is {getattr(story, name)} instead of {getattr(model, name)}"
        receipts = db.session.scalars(select(Charge.receipt_number).filter_by(case_id=own[0].id)).all()
        if receipts != [walked.receipt]:
            yield f"{walked} has the receipts {receipts}"


def _half_states(case: Case) -> Iterator[str]:
    moves = [step for step in case.steps if step.target not in (STAY, step.source)]
    if moves and moves[-1].target != case.state:
        yield f"{case.reference} is {case.state} after a step to {moves[-1].target}"
    if (workflow_of(case).state(case.state).waits_for or "") != case.waits_for:
        yield f"{case.reference} is {case.state} and waits for {case.waits_for}"
    for one, after in pairwise(moves):
        if one.target != after.source:
            yield f"{case.reference} went to {one.target} and on from {after.source}"


def _about_letters() -> Iterator[str]:
    rows = db.session.scalars(select(OutboxRow)).all()
    sent = {name_of(row): row for row in rows if row.channel == "email" and row.sent_at}
    lie = set(_lying(Path(current_app.config["MAIL_FOLDER"])))
    yield from (
        f"letter {row.id} is {row.channel} and has not left: {row.last_error}" for row in rows if not row.sent_at
    )
    yield from (f"letter {row.id} is marked as sent and was not" for name, row in sent.items() if name not in lie)
    yield from (f"a letter {name} has left of which the outbox knows nothing" for name in lie - set(sent))
    doubled = [key for key, times in Counter(row.key for row in rows).items() if times > 1]
    yield from (f"the outbox has the key {key} twice" for key in doubled)


def _lying(folder: Path) -> Iterator[str]:
    """The names of the letters in a folder, of which none may be cut off."""
    for path in folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes())
        yield str(message["Message-ID"]).strip("<>").partition("@")[0]


def _about_files() -> Iterator[str]:
    for file in db.session.scalars(select(StoredFile)):
        content = _content(file.digest)
        if content is None:
            yield f"file {file.id} is not there"
        elif hashlib.sha256(content).hexdigest() != file.digest:
            yield f"file {file.id} is damaged"


def _content(digest: str) -> bytes | None:
    try:
        return current_storage().read(digest)
    except Exception:  # whatever it is: the content cannot be read
        return None


def _counted(words: Iterator[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(words).items()))
