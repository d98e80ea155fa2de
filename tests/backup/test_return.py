"""What comes back: every row, every key and every file, and what citizens and witnesses hold in their hands is true."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import create_engine, select, text

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import log_key, origin, policy
from egov.audit.models import Entry
from egov.audit.operations import AUDITING, SYSTEM, About, record
from egov.audit.receipts import promise_for, receipt_for
from egov.audit.sequencer import sequence_all
from egov.audit.witness_server import Memory, WitnessOf, witness_key, witness_server
from egov.clock import clock
from egov.copying import differences
from egov.db import db, transaction
from egov.editions.models import Edition
from egov.models import metadata
from egov.schema import VERSION_TABLE
from egov.tlog.note import parse_note
from egov.tlog.policy import believe
from egov.tlog.promise import verify_promise
from egov.tlog.receipt import verify_receipt
from tests.audit.logs import running
from tests.backup.house import PASSPHRASE, backed_up, empty_place, house, restored
from tests.support.robot import Robot
from tests.support.visitor import Visitor

OMBUDSMAN = "ombudsman.example"


@pytest.fixture
def witness(app: Flask, tmp_path: Path) -> Iterator[str]:
    """Somebody who cosigns the log of the house, wherever it is published; what LOG_WITNESSES says of him."""
    with app.app_context():
        logs = {origin(): [log_key().public]}
    one = WitnessOf(witness_key(tmp_path / "witness", OMBUDSMAN), Memory(tmp_path / "witness" / "known"), logs)
    with running(witness_server(one, "127.0.0.1", 0)) as url:
        yield f"{url} {one.key.public.vkey}"


def goes_on() -> bool:
    """Something happens, and is published; whether the witness has cosigned it."""
    with transaction():
        record(SYSTEM, "trial", About(), purpose=AUDITING)
    assert sequence_all() > 0
    return OMBUDSMAN in believe(parse_note(log_folder().checkpoint() or ""), policy()).witnessed


def submission(reference: str) -> Entry:
    return db.session.scalars(select(Entry).filter_by(case_reference=reference, action="step_submit")).one()


@contextmanager
def brought_back(app: Flask, backup: Path, templates: BytecodeCache) -> Iterator[tuple[Flask, Path]]:
    """The house at another place, and the folder where it lies."""
    folder, url = backup.with_name("place"), app.config["DATABASE_URL"]
    with empty_place(folder, url) as place, house(folder, place, templates) as there:
        result = restored(there, backup)
        assert result.exit_code == 0, result.output
        yield there, folder


def test_everything_is_as_it_was_and_goes_on(
    app: Flask,
    people: Callable[[str], Visitor],
    witness: str,
    tmp_path: Path,
    compiled_templates: BytecodeCache,
) -> None:
    app.config.update(BACKUP_PASSPHRASE=PASSPHRASE, LOG_WITNESSES=[witness])
    amina = people("amina")
    reference = Robot(app, "building_permit").apply(amina)
    with app.app_context():
        promise = promise_for(submission(reference))
        sequence_all()
        receipt = receipt_for(submission(reference))
        assert receipt
        assert goes_on()
    late = Robot(app, "dog_licence", -1).apply(amina)  # it still waits for its place in the log
    assert backed_up(app, tmp_path / "it.backup").exit_code == 0
    with brought_back(app, tmp_path / "it.backup", compiled_templates) as (there, folder):
        the_same_rows(app.config["DATABASE_URL"], there.config["DATABASE_URL"])
        the_same_keys_and_files(tmp_path, folder)
        there.config["LOG_WITNESSES"] = [witness]
        with there.app_context():
            assert verify_promise(promise.encode(), policy()).origin == origin()
            assert verify_receipt(receipt.encoded(), policy()).citizen["case"] == reference
            again = receipt_for(submission(reference))
            assert again
            assert (again.index, again.extra) == (receipt.index, receipt.extra)
            assert receipt_for(submission(late)) is None
            sequence_all()
            kept = receipt_for(submission(late))
            assert kept
            assert verify_receipt(kept.encoded(), policy()).citizen["case"] == late
            assert goes_on(), "the witness does not take it for the same log"
            assert db.session.scalars(select(Edition)).first()
    with app.app_context():
        assert not goes_on(), "two houses publish one log, and the witness has signed for both"


def the_same_rows(here: str, there: str) -> None:
    """All of them, but for what the house wrote when the backup was finished; and the version of the schema."""
    mine, theirs = create_engine(here), create_engine(there)
    with mine.connect() as one, theirs.connect() as other:
        noted = str(one.scalar(text("SELECT id FROM audit_entry WHERE action = 'backup_made'")))
        found = [*differences(metadata, one, other, lambda _table, _count: None)]
        assert [(each.table, each.key, each.what) for each in found] == [("audit_entry", noted, "missing")]
        versions = text(f"SELECT version_num FROM {VERSION_TABLE}")
        assert one.scalars(versions).all() == other.scalars(versions).all() != []
        if here.startswith("postgresql"):
            counters = text("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
            ours, same = one.execute(counters).all(), other.execute(counters).all()
            assert {*ours} - {*same} == {("audit_entry_id_seq", int(noted))}
            assert ("audit_entry_id_seq", int(noted) - 1) in same
            assert other.scalar(text("SELECT count(*) FROM pg_stats WHERE schemaname = 'public'"))
    mine.dispose()
    theirs.dispose()


def the_same_keys_and_files(here: Path, there: Path) -> None:
    for folder in ("keys", "files"):
        mine, theirs = ({p.name: p.read_bytes() for p in (f / folder).rglob("*") if p.is_file()} for f in (here, there))
        assert mine == theirs != {}
        assert (there / folder).stat().st_mode & 0o077 == 0
    assert not [path for path in (there / "keys").iterdir() if path.stat().st_mode & 0o077]
    for database in there.glob("*.sqlite"):
        assert database.stat().st_mode & 0o077 == 0
    assert not [*there.glob(".egov-*")]


def test_the_doctor_knows_when_the_last_backup_was_made(app: Flask, tmp_path: Path) -> None:
    app.config.update(BACKUP_PASSPHRASE=PASSPHRASE, DEMO=False)

    def backups() -> str:
        said: str = app.test_cli_runner().invoke(args=["doctor"]).output
        return said.partition("Backups:")[2].strip().splitlines()[0]

    assert backups() == "WRONG. Nobody has made a backup yet."
    assert backed_up(app, tmp_path / "it.backup").exit_code == 0
    assert backups() == "in order"
    clock.offset = timedelta(hours=25)
    assert backups().startswith("WRONG. The last backup is older than a day")
