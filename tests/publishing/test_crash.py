"""A crossing that is killed in the middle goes on where it was, and nothing happens twice."""

import subprocess
import sys

from flask import Flask
from sqlalchemy import func, select

from egov.audit.models import Entry
from egov.cases.models import EditionMove
from egov.country.days import today
from egov.country.formats import format_date
from egov.db import db
from egov.notifications.models import OutboxRow
from egov.publishing.crossing import bring_into_force
from tests.cli.copies import Copy
from tests.publishing.town import MAPPED, SERVICE, editions, running_cases, stands

CASES, TO_MOVE = 601, 501


def test_each_case_moves_exactly_once_though_the_process_is_killed(app: Flask, ministry: Copy) -> None:
    running_cases(app, CASES)
    killed_after_a_portion(ministry)
    half = editions(stands(app))
    assert sum(half.values()) == CASES
    assert 0 < half[2] < TO_MOVE
    with app.app_context():
        first = bring_into_force()
        assert first.changed == TO_MOVE - half[2]
        assert bring_into_force().seen == 0
    assert editions(stands(app)) == {1: CASES - TO_MOVE, 2: TO_MOVE}
    with app.app_context():
        moves = db.session.execute(select(EditionMove.case_id, func.count()).group_by(EditionMove.case_id)).all()
        moved = select(Entry.case_reference).where(Entry.action == "case_moved")
        letters = select(func.count()).where(OutboxRow.case_reference.in_(moved), OutboxRow.channel == "email")
        assert {count for _case, count in moves} == {1}
        assert len(moves) == len(db.session.scalars(moved).all()) == TO_MOVE
        assert db.session.scalar(letters.where(OutboxRow.subject.contains("follows the rules"))) == TO_MOVE
        day = format_date(today(), "en")
        assert db.session.scalar(letters.where(OutboxRow.subject.endswith(f"in force since {day}"))) == TO_MOVE


def killed_after_a_portion(ministry: Copy) -> None:
    """Publish in a process of its own, and kill it (SIGKILL) as soon as it has told of the first cases."""
    command = [sys.executable, "-m", "egov.cli.main", "publish", SERVICE, "--yes", "--policy", "move", *MAPPED]
    with subprocess.Popen(
        command, cwd=ministry.root, env=ministry.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        told = process.stderr.readline()
        process.kill()
        assert b"running cases were looked at" in told, told
    assert process.returncode == -9
