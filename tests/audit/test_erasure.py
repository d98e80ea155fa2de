"""Amina is forgotten by law: nothing of hers opens any more, every proof holds, and the log tells that it happened."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from egov.audit.completeness import INDEXED, Completeness, completeness_of
from egov.audit.erasure import erase
from egov.audit.log_folder import log_folder
from egov.audit.models import TAG_BEGINS, Entry, Subject
from egov.audit.operations import DECIDING, SYSTEM, About, Actor, record
from egov.audit.receipts import receipt_for
from egov.audit.sequencer import sequence_all
from egov.audit.verification import verify_log
from egov.db import db, transaction
from egov.errors import Conflict, NotFound, Unavailable
from egov.tlog.note import parse_note
from tests.cases.office import person_called


@pytest.fixture
def amina(app: Flask) -> str:
    """Her name in the log, after somebody has looked at her file."""
    with app.app_context():
        name = f"person {person_called('amina').id}"
        for _time in range(3):
            somebody_looks_at(name)
        sequence_all()
        return name


def somebody_looks_at(name: str) -> None:
    with transaction():
        about = About(int(name.removeprefix("person ")), "DL-26-TEST")
        record(Actor(3, "Omar"), "case_read", about, purpose=DECIDING, read=True, details={"why": "a test"})


def entries_about(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.subject == name)) or 0


def test_a_lawful_erasure_raises_no_alarm(app: Flask, amina: str) -> None:
    with app.app_context():
        before = parse_note(log_folder().checkpoint() or "")
        count = entries_about(amina)
        with transaction():
            assert erase(amina, SYSTEM, "Data Act, section 17") == count > 0
        sequence_all()
        assert entries_about(amina) == 0
        assert verify_log([before]).findings == []
        entry = db.session.scalars(select(Entry).filter_by(action="erased")).one()
        assert entry.legal_basis.startswith(f"Data Act, section 17 [{count} entries, SHA-256 ")


def test_what_was_erased_opens_no_more(app: Flask, amina: str) -> None:
    with app.app_context():
        entry = db.session.scalars(select(Entry).filter_by(subject=amina).limit(1)).one()
        assert receipt_for(entry)
        with transaction():
            erase(amina, SYSTEM, "a law")
        db.session.refresh(entry)
        assert (entry.sealed, entry.subject_id, entry.case_reference, entry.details) == (None, None, "", {})
        assert receipt_for(entry) is None


def test_who_comes_again_begins_anew(app: Flask, amina: str) -> None:
    with app.app_context():
        for _time in range(2):
            with transaction():
                erase(amina, SYSTEM, "a law")
            assert completeness_of(amina) == Completeness(0)
            somebody_looks_at(amina)
            sequence_all()
            assert completeness_of(amina) == Completeness(1)
        assert verify_log().findings == []


def test_an_entry_that_waits_is_not_erased(app: Flask, amina: str) -> None:
    with app.app_context():
        somebody_looks_at(amina)
        with pytest.raises(Conflict), transaction():
            erase(amina, SYSTEM, "a law")


def test_nobody_is_erased_twice_and_no_stranger(app: Flask, amina: str) -> None:
    with app.app_context():
        with transaction():
            erase(amina, SYSTEM, "a law")
        for name in (amina, "person 999"):
            with pytest.raises(NotFound), transaction():
                erase(name, SYSTEM, "a law")


def test_the_list_of_a_citizen_is_complete_or_says_what_is_missing(app: Flask, amina: str) -> None:
    with app.app_context():
        whole = completeness_of(amina)
        assert whole.complete
        assert whole.count == entries_about(amina) > 1
        with transaction():
            db.session.scalars(select(Entry).filter_by(subject=amina, counter=1)).one().subject = ""
        assert (completeness_of(amina).complete, completeness_of(amina).missing) == (False, (1,))


def test_the_last_entry_cannot_be_hidden_by_counting_back(app: Flask, amina: str) -> None:
    with app.app_context():
        with transaction():
            subject = db.session.get_one(Subject, amina)
            subject.counter -= 1
            last = db.session.scalars(select(Entry).filter_by(subject=amina, counter=subject.counter)).one()
            last.subject = ""
        assert completeness_of(amina).missing == (subject.counter,)


def test_a_number_given_out_twice_is_named(app: Flask, amina: str) -> None:
    with app.app_context():
        with transaction():
            first = db.session.scalars(select(Entry).filter_by(subject=amina, counter=0)).one()
            columns = {name: getattr(first, name) for name in ("at", "action", "purpose", "subject", "counter", "leaf")}
            db.session.add(Entry(**columns, actor_id=None, subject_id=None))
        assert completeness_of(amina).doubled == (0,)


def test_an_entry_whose_leaf_is_not_the_published_one_is_missing(app: Flask, amina: str) -> None:
    with app.app_context():
        entry = db.session.scalars(select(Entry).filter_by(subject=amina, counter=0)).one()
        leaf = entry.leaf or b""
        with transaction():
            db.session.execute(update(Entry).where(Entry.id == entry.id).values(leaf=leaf[:-1] + bytes([leaf[-1] ^ 1])))
        assert completeness_of(amina).missing == (0,)
        with transaction():
            db.session.execute(update(Entry).where(Entry.id == entry.id).values(leaf=leaf))
        for bundle in log_folder().path.glob("tile/entries/*.p/*"):
            bundle.unlink()
        with pytest.raises(Unavailable):
            completeness_of(amina)


def test_the_number_after_the_last_is_looked_up_in_an_index(app: Flask) -> None:
    with app.app_context():
        postgresql = db.engine.dialect.name == "postgresql"
        if postgresql:
            db.session.execute(text("SET enable_seqscan = off"))  # of so few rows it would rather read all
        explain = "EXPLAIN" if postgresql else "EXPLAIN QUERY PLAN"
        query = f"{explain} SELECT leaf FROM audit_entry WHERE {TAG_BEGINS.text} = :begins"
        plan = db.session.execute(text(query), {"begins": bytes(INDEXED)}).all()
        assert "ix_audit_entry_tag" in str(plan)


def test_nobody_knows_a_stranger(app: Flask) -> None:
    with app.app_context():
        assert completeness_of("person 999").count == 0


def test_the_erasure_is_a_command(app: Flask, amina: str) -> None:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["audit", "erase", amina, "--reason", "Data Act", "--yes"])
    assert (done.exit_code, "speak of nobody any more" in done.output) == (0, True)
    again = runner.invoke(args=["audit", "erase", amina, "--reason", "Data Act", "--yes"])
    assert again.exit_code == 1
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0


def test_an_erasure_waits_until_somebody_has_looked_at_a_damaged_log(app: Flask, amina: str) -> None:
    with app.app_context():
        somebody_looks_at(amina)
        for tile in log_folder().path.glob("tile/0/*.p/*"):
            tile.write_bytes(bytes(tile.stat().st_size))
    refused = app.test_cli_runner().invoke(args=["audit", "erase", amina, "--reason", "Data Act", "--yes"])
    assert (refused.exit_code, refused.exception.__class__) == (1, SystemExit)
    assert "The log is damaged, and nothing was erased." in refused.output
    with app.app_context():
        assert entries_about(amina)
        assert db.session.scalars(select(Entry).filter_by(action="erased")).all() == []
