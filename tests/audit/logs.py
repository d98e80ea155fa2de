"""Filling a log, and looking at what was published as an outsider does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path
from threading import Thread

from flask import Flask
from sqlalchemy import select

from egov.audit.log_folder import LogFolder, log_folder
from egov.audit.log_keys import policy
from egov.audit.models import Entry
from egov.audit.operations import AUDITING, SYSTEM, About, record
from egov.db import db, transaction
from egov.tlog.checkpoint import Checkpoint
from egov.tlog.merkle import root_of
from egov.tlog.merkle_proofs import consistency_proof, verify_consistency
from egov.tlog.note import parse_note
from egov.tlog.policy import believe
from egov.tlog.tiles import entries_of, node_reader

DRIVER = [sys.executable, str(Path(__file__).with_name("sequencing.py"))]


def add_entries(count: int, at_once: int = 5) -> None:
    """Entries about nobody in particular, some of them in each transaction."""
    for start in range(0, count, at_once):
        with transaction():
            for _number in range(min(at_once, count - start)):
                record(SYSTEM, "trial", About(), purpose=AUDITING)


def published() -> Checkpoint | None:
    """The checkpoint that the log shows, believed by its own policy."""
    note = log_folder().checkpoint()
    return believe(parse_note(note), policy()).checkpoint if note else None


def root_in(folder: LogFolder, size: int) -> bytes:
    """The root over the published leaves, computed anew."""
    return root_of(entries_of(size, folder.read))


def check_continues(earlier: list[Checkpoint], newest: Checkpoint) -> None:
    """Each published checkpoint is a beginning of the newest one, by the proof that a stranger would ask for."""
    read = node_reader(newest.size, log_folder().read)
    for one in earlier:
        verify_consistency(one.tree, newest.tree, consistency_proof(one.size, newest.size, read))
    assert root_in(log_folder(), newest.size) == newest.root


def check_complete(app: Flask) -> None:
    """Nobody waits, nobody is left out, no place is given twice, and the log has what the database has."""
    with app.app_context():
        rows = db.session.execute(select(Entry.log_index, Entry.leaf).order_by(Entry.log_index)).all()
        size = log_folder().size
        assert [place for place, _leaf in rows] == [*range(len(rows))]
        assert [leaf for _place, leaf in rows] == [*entries_of(size, log_folder().read)]
        db.session.rollback()


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    """A server in a thread until the end of the block; where it answers."""
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
