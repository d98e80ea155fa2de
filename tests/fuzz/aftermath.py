"""What must hold when hostile people have gone: no case is half-written, the log is whole, a letter has one reader."""

from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.sequencer import sequence_all
from egov.cases.models import Case
from egov.cases.steps import workflow_of
from egov.db import db
from egov.files.models import StoredFile
from egov.files.storage import current_storage
from egov.notifications.delivery import deliver_due
from egov.payments.models import Charge, ChargeStatus
from workflows.engine import STAY, By

HEADERS = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
           "content-language", "auto-submitted"}  # fmt: skip


def wrong_now(app: Flask) -> list[str]:
    """Everything that is not as it should be, in sentences."""
    with app.app_context():
        cases = db.session.scalars(select(Case)).unique().all()
        wrong = [sentence for case in cases for sentence in _half_written(case)]
        wrong += [f"file {file.id} is not there" for file in db.session.scalars(select(StoredFile)) if not _lies(file)]
        while deliver_due():
            pass
        wrong += _about_letters(Path(app.config["MAIL_FOLDER"]))
        sequence_all()
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    return wrong + ([] if told.exit_code == 0 else [f"egov audit verify: {told.output}"])


def _half_written(case: Case) -> Iterator[str]:
    moves = [step for step in case.steps if step.target not in (STAY, step.source)]
    state = workflow_of(case).state(case.state)
    if moves and moves[-1].target != case.state:
        yield f"{case.reference} is {case.state} after a step to {moves[-1].target}"
    if (state.waits_for or "") != case.waits_for:
        yield f"{case.reference} is {case.state} and waits for {case.waits_for}"
    yield from (f"{case.reference} jumped to {b.source}" for a, b in pairwise(moves) if a.target != b.source)
    taken = Counter(f"step_{step.action}" for step in case.steps)
    noted = Counter(db.session.scalars(select(Entry.action).filter_by(case_reference=case.reference)))
    if any(noted[action] != times for action, times in taken.items()):
        yield f"{case.reference} took {taken}, and the log says {noted}"
    due = db.session.scalars(select(Charge.id).filter_by(case_id=case.id, status=ChargeStatus.DUE)).all()
    if case.waits_for == By.PAYMENT and len(due) != 1:
        yield f"{case.reference} waits for {len(due)} payments"


def _lies(file: StoredFile) -> bool:
    return len(current_storage().read(file.digest)) == file.size


def _about_letters(folder: Path) -> Iterator[str]:
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    if not letters:
        yield "no letter has left"
    for letter in letters:
        strange = {name.casefold() for name in letter.keys()} - HEADERS  # noqa: SIM118 - a message is no mapping
        if strange or len(letter["To"].addresses) != 1:
            yield f"a letter to {letter['To']} has {strange}"
