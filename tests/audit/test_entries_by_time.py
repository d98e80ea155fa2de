"""The auditor's pages of a time: by the time of the entries, each of them once."""

from datetime import timedelta

from flask import Flask

from egov.audit.operations import AUDITING, SYSTEM, About, record
from egov.audit.queries import PAGE, Filter, entries_that_match
from egov.clock import now
from egov.db import db, transaction

MANY = 90


def test_entries_of_some_hours_come_page_by_page_by_their_time(app: Flask) -> None:
    with app.app_context():
        begun = now() - timedelta(days=30)
        with transaction():
            for number in [*range(1, MANY, 2), *range(0, MANY, 2)]:  # not in the order in which it happened
                entry = record(SYSTEM, f"at {number // 4:02}", About(), purpose=AUDITING)
                entry.at = begun + timedelta(hours=number // 4)  # four at the same moment
        wanted = Filter(since=begun, until=begun + timedelta(hours=20))
        first = entries_that_match(wanted)
        assert len(first.entries) == PAGE
        db.session.rollback()
        second = entries_that_match(wanted, first.before)
        found = [*first.entries, *second.entries]
        assert [entry.action for entry in found] == [f"at {number // 4:02}" for number in reversed(range(80))]
        assert len({entry.id for entry in found}) == 80
        assert second.before is None
