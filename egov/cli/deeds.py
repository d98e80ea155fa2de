"""The deeds of the attacker that take more than a line of SQL: on the files of the log, and with the clock."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import select, text

from egov.audit.log_folder import CHECKPOINT, log_folder
from egov.audit.log_keys import origin
from egov.audit.models import Entry, Subject
from egov.audit.operations import DECIDING, SYSTEM, About, record
from egov.audit.receipts import promise_for
from egov.cases.models import Case
from egov.cli.thief import publish_anew, sign_and_publish
from egov.clock import clock
from egov.db import db, transaction
from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.commitments import seal, unseal
from egov.tlog.cosignature import sign_checkpoint
from egov.tlog.keys import ED25519, new_key
from egov.tlog.merkle import root_of
from egov.tlog.note import parse_note
from egov.tlog.tiles import ENTRIES, Tile, tile_of


def do(*statements: str) -> None:
    """Do this to the database, past the application."""
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def flip(tile: Tile) -> None:
    data = bytearray(log_folder().read(tile))
    data[5] ^= 1
    log_folder().write(tile, bytes(data))


def flip_bundle() -> None:
    flip(tile_of(ENTRIES, 0, log_folder().size))


def flip_tile() -> None:
    flip(tile_of(0, 0, log_folder().size))


def lose_tile() -> None:
    (log_folder().path / tile_of(ENTRIES, 0, log_folder().size).path).unlink()


def lose_checkpoint() -> None:
    (log_folder().path / CHECKPOINT).unlink()


def published() -> Checkpoint:
    return parse_checkpoint(parse_note(log_folder().checkpoint() or "").text)


def promise_more() -> None:
    """One more entry in the text of the checkpoint; the signature stays."""
    note = log_folder().checkpoint() or ""
    size = published().size
    log_folder().publish(note.replace(f"\n{size}\n", f"\n{size + 1}\n", 1))


def sign_with_own_key() -> None:
    note = sign_checkpoint(published().text, [new_key(origin(), ED25519)], 1)
    log_folder().publish(note.encoded())


def sign_as_other_log() -> None:
    size, root = published().tree
    other = "somebody.example/log"
    log_folder().publish(sign_checkpoint(Checkpoint(other, size, root).text, [new_key(other, ED25519)], 1).encoded())


def shrink() -> None:
    """Publish the log as it was three entries ago: the files stay, and the entries wait again."""
    do("UPDATE audit_entry SET log_index = NULL WHERE log_index > (SELECT max(log_index) FROM audit_entry) - 3")
    publish_anew()


def show_older() -> None:
    """Show the world the checkpoint of three entries ago again. The database stays as it is."""
    size = published().size - 3
    leaves = select(Entry.leaf).where(Entry.log_index < size).order_by(Entry.log_index)
    sign_and_publish(Checkpoint(origin(), size, root_of(leaf or b"" for leaf in db.session.scalars(leaves))))


def sign_other_root() -> None:
    checkpoint = published()
    sign_and_publish(Checkpoint(origin(), checkpoint.size, bytes(32)))


def set_clock_back() -> None:
    """Set the clock of the server back, let something happen, and publish it."""
    with _clock_at(-timedelta(days=1)):
        _something_happens()
    do("UPDATE audit_entry SET log_index = (SELECT max(log_index) + 1 FROM audit_entry) WHERE log_index IS NULL")
    publish_anew()


def stop_worker() -> None:
    """Five minutes ago something happened, and it is not in the log yet."""
    with _clock_at(-timedelta(minutes=5)):
        _something_happens()


def jump() -> None:
    """Let something happen, and give it a place that is not the next."""
    _something_happens()
    do("UPDATE audit_entry SET log_index = (SELECT max(log_index) + 3 FROM audit_entry) WHERE log_index IS NULL")


def delete_waiting() -> None:
    """Let something happen, and delete it before it has a place in the log."""
    _something_happens()
    do("DELETE FROM audit_entry WHERE log_index IS NULL")


def break_promise() -> None:
    """Let something happen, promise it to somebody, and delete it with the number that it had: nothing is missing."""
    _something_happens()
    entry = db.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    kept_promise().write_text(promise_for(entry), encoding="utf-8")
    do(
        f"DELETE FROM audit_entry WHERE id = {entry.id} AND log_index IS NULL",  # noqa: S608 - a number of ours
        "UPDATE audit_subject SET counter = counter - 1 WHERE name = 'person 1'",
    )


def kept_promise() -> Path:
    """Where the promise lies that ``break_promise`` has broken."""
    return Path(current_app.config["KEYS_FOLDER"]).with_name("promise.txt")


def miscount() -> None:
    """Count changes of a case that the log was not told of; then the case changes lawfully."""
    first_case = "table_name = 'case' AND row_id = (SELECT min(id) FROM \"case\")"
    do(f"UPDATE audit_row SET version = version + 5 WHERE {first_case}")  # noqa: S608 - of constants
    with transaction():
        case = db.session.scalars(select(Case).order_by(Case.id).limit(1)).one()
        case.language = "x"
        record(SYSTEM, "alarm_set_anew", About(case.applicant_id, case.reference), purpose=DECIDING)


def show_other_minute() -> None:
    """Tell the world another minute than the entry has, with the stolen key."""
    _craft(lambda leaf: leaf[:4] + bytes([leaf[4] ^ 1]) + leaf[5:])


def show_other_tag() -> None:
    """Give a leaf the tag of nobody, with the stolen key: the citizen shall not find it."""
    _craft(lambda leaf: leaf[:7] + bytes(32) + leaf[39:])


def keep_backup() -> None:
    """Keep database and checkpoint of this moment."""
    backup = _backup()
    backup.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(_database())) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    backup.with_suffix(".checkpoint").write_text(log_folder().checkpoint() or "", encoding="utf-8")


def restore_backup() -> None:
    """Put the kept database and checkpoint back: what happened since then never was."""
    db.session.rollback()
    with closing(sqlite3.connect(_backup())) as source, closing(sqlite3.connect(_database())) as target:
        source.backup(target)
    log_folder().publish(_backup().with_suffix(".checkpoint").read_text(encoding="utf-8"))


def _craft(change: Callable[[bytes], bytes]) -> None:
    """Another leaf for the newest entry about somebody, with his half sealed for it."""
    with transaction():
        about_somebody = Entry.log_index.is_not(None), Entry.sealed.is_not(None)
        entry = db.session.scalars(select(Entry).where(*about_somebody).order_by(Entry.id.desc()).limit(1)).one()
        secret = db.session.get_one(Subject, entry.subject).secret or b""
        old = entry.leaf or b""
        entry.leaf = change(old)
        entry.sealed = seal(secret, unseal(secret, entry.sealed or b"", old), entry.leaf)
    publish_anew()


def _something_happens() -> None:
    with transaction():
        record(SYSTEM, "person_read", About(1), purpose=DECIDING, read=True)


@contextmanager
def _clock_at(offset: timedelta) -> Iterator[None]:
    before = clock.offset
    clock.offset += offset
    yield
    clock.offset = before


def _database() -> str:
    return db.engine.url.database or ""


def _backup() -> Path:
    return Path(current_app.config["KEYS_FOLDER"]).with_name("yesterday.sqlite")
