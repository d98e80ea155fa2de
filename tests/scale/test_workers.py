"""Several job workers on one database: each letter leaves once, each step of the clock is taken once, one log grows."""

import subprocess
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from egov.audit.log_folder import LogFolder
from egov.audit.models import Entry
from egov.cases.models import Case, StepTaken
from egov.country.days import today
from egov.db import db, transaction
from egov.identity.models import Installation
from egov.notifications.models import OutboxRow
from egov.notifications.operations import Letter, notify
from egov.texts import _
from tests.notifications.post_office import MailServer
from tests.scale.profile import process, until
from tests.support.databases import free_port
from tests.support.robot import Robot
from tests.support.server import EGOV, environment
from tests.support.visitor import Visitor
from workflows.engine import By

LETTERS, CASES, WORKERS = 60, 3, 3
LATER = 20  # days: whoever has not paid by then has been reminded


def write_letters() -> None:
    with transaction():
        for number in range(LETTERS):
            notify(Letter(f"citizen-{number}@example.org", "", "en", _("Test: ready"), _("Test: you can fetch it.")))


def let_time_pass() -> None:
    """As the time machine does in some other process, which then does nothing about it."""
    with transaction() as session:
        session.execute(update(Installation).values(days_ahead=LATER))


def waiting(app: Flask) -> int:
    """How much is still to be done: letters, cases whose alarm has rung, entries without a place in the log."""
    with app.app_context():
        letters = select(func.count()).where(OutboxRow.sent_at.is_(None))
        cases = select(func.count()).where(Case.wakes_on <= today() + timedelta(LATER))
        entries = select(func.count()).where(Entry.leaf.is_not(None), Entry.log_index.is_(None))
        return sum(db.session.scalar(each) or 0 for each in (letters, cases, entries))


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_three_workers_do_everything_once(app: Flask, database_url: str, tmp_path: Path) -> None:
    references = [Robot(app, "dog_licence").apply(Visitor(app), email="amina@example.org") for _case in range(CASES)]
    with app.app_context():
        write_letters()
        let_time_pass()
    mail = MailServer(free_port())
    env = {**environment(tmp_path, database_url), "FLASK_DEMO": "true", "FLASK_SMTP_URL": mail.url}
    controller = mail.controller()
    controller.start()
    try:
        with ExitStack() as stack:
            logs = [tmp_path / f"worker-{number}.log" for number in range(WORKERS)]
            workers = [stack.enter_context(process([*EGOV, "worker"], log, env)) for log in logs]
            until(lambda: len(mail.received) > 20, "some letters")
            ends_in_good_order(workers[0])
            until(lambda: waiting(app) == 0, f"all done: {[log.read_text() for log in logs]}")
    finally:
        controller.stop()
    names = Counter(letter["Message-ID"] for letter in mail.received)
    with app.app_context():
        assert len(names) == db.session.scalar(select(func.count()).select_from(OutboxRow))
    assert set(names.values()) == {1}, "a letter left twice"
    clock_acted_once(app, references)
    with app.app_context():
        published = LogFolder(tmp_path / "log").size
        assert published == db.session.scalar(select(func.count()).where(Entry.log_index.is_not(None)))


def ends_in_good_order(worker: subprocess.Popen[bytes]) -> None:
    """A worker that is told to end first ends what it is doing."""
    worker.terminate()
    assert worker.wait(timeout=30) == 0


def clock_acted_once(app: Flask, references: list[str]) -> None:
    """Each applicant was reminded once."""
    with app.app_context():
        query = select(Case.reference, StepTaken.action).join(StepTaken, StepTaken.case_id == Case.id)
        taken = sorted(map(tuple, db.session.execute(query.where(StepTaken.by == By.CLOCK))))
    assert taken == sorted((reference, "remind_to_pay") for reference in references)
