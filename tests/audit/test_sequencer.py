"""The sequencer gives each committed entry one place, and publishes a log that only grows."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from egov.audit.leadership import leadership
from egov.audit.log_folder import log_folder
from egov.audit.log_keys import log_key, origin, policy
from egov.audit.models import Entry
from egov.audit.sequencer import MOST, LogDamaged, sequence, sequence_all
from egov.db import db, transaction
from egov.tlog.note import parse_note
from egov.tlog.policy import believe
from tests.audit.logs import DRIVER, add_entries, check_complete, check_continues, published
from tests.conftest import settings
from tests.support.server import ROOT


def test_before_the_first_round_nothing_is_published(app: Flask) -> None:
    with app.app_context():
        assert published() is None
        assert log_folder().size == 0


def test_a_round_publishes_what_was_committed_and_another_one_nothing(app: Flask) -> None:
    with app.app_context():
        before = sequence_all()
        add_entries(7)
        assert sequence() == 7
        note = log_folder().checkpoint()
        assert sequence() == 0
        assert log_folder().checkpoint() == note
        newest = published()
        assert newest
        assert (newest.origin, newest.size) == (origin(), before + 7)
    check_complete(app)


def test_the_log_goes_on_from_each_size(app: Flask) -> None:
    seen = []
    with app.app_context():
        for count in (1, 250, 3, 256, 255, 1, 600):
            add_entries(count, at_once=300)
            sequence()
            newest = published()
            assert newest
            check_continues(seen, newest)
            seen.append(newest)
    check_complete(app)


def test_a_round_takes_so_many_and_no_more(app: Flask) -> None:
    with app.app_context():
        sequence_all()
        add_entries(MOST + 3, at_once=1000)
        assert [sequence(), sequence(), sequence()] == [MOST, 3, 0]
    check_complete(app)


def test_entries_from_before_the_log_keep_out_of_it(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.execute(update(Entry).values(leaf=None))
        add_entries(2)
        assert sequence_all() == 2
        assert db.session.scalars(select(Entry.log_index).where(Entry.leaf.is_(None))).first() is None


def test_a_lattice_signature_stands_beside_the_other(app: Flask) -> None:
    app.config["LOG_SECOND_SIGNATURE"] = True
    with app.app_context():
        sequence()
        note = parse_note(log_folder().checkpoint() or "")
        assert len(note.signatures) == len(policy().logs) == 2
        assert believe(note, policy()).checkpoint == published()


def test_a_database_that_has_lost_published_entries_is_not_followed(app: Flask) -> None:
    with app.app_context():
        sequence_all()
        note = log_folder().checkpoint()
        with transaction() as session:  # a restored backup
            session.execute(update(Entry).values(log_index=None))
        with pytest.raises(LogDamaged, match="The published log has"):
            sequence()
        assert log_folder().checkpoint() == note


def test_tiles_that_somebody_changed_are_not_built_upon(app: Flask) -> None:
    with app.app_context():
        sequence_all()
        (path,) = (log_folder().path / "tile" / "0").rglob("*.p/*")
        path.write_bytes(bytes(path.stat().st_size))
        add_entries(1)
        with pytest.raises(LogDamaged, match="tiles"):
            sequence()


def test_while_another_process_leads_a_round_does_nothing(app: Flask) -> None:
    with app.app_context(), leadership() as leads:
        assert leads
        with app.app_context():
            assert sequence() == 0
            assert published() is None
    with app.app_context():
        assert sequence() > 0


def test_the_key_of_the_log_stays_and_is_for_its_owner_alone(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert log_key() == log_key()
        assert log_key().name == "localhost/log"
    assert (tmp_path / "keys" / "log").stat().st_mode & 0o77 == 0


def test_two_processes_make_one_log(app: Flask, tmp_path: Path, database_url: str) -> None:
    told = json.dumps(settings(tmp_path, database_url))
    command = [*DRIVER, told]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    rounds = tmp_path / "rounds"
    rounds.write_text("0\n" * 12)
    seen = []
    with rounds.open() as first, rounds.open() as second:
        both = [
            subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env)
            for file in (first, second)
        ]
        with app.app_context():
            while any(process.poll() is None for process in both):
                add_entries(20)
                time.sleep(0.05)
                newest = published()
                if newest and newest not in seen:
                    seen.append(newest)
        answers = [process.communicate()[0].splitlines() for process in both]
    assert all(len(lines) == 12 and all(line.startswith("lived") for line in lines) for lines in answers)
    with app.app_context():
        sequence_all()
        newest = published()
        assert newest
        check_continues(seen, newest)
        assert [one.size for one in seen] == sorted(one.size for one in seen)
    check_complete(app)
