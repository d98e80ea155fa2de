"""What somebody can do who has the database and has stolen the key of the log: a history in which everything fits.

He rewrites every entry so that each half, tag, counter and row agrees with what stands in the tables now, builds the
tree anew and signs it. Nothing inside the house tells. Who kept an earlier checkpoint can: ``verify --since``.
"""

from dataclasses import fields

from sqlalchemy import delete, select
from sqlalchemy.orm import lazyload

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import log_key, origin
from egov.audit.models import BoundRow, Entry, NewEntry, Subject
from egov.clock import now
from egov.db import CHANGED, PENDING, Model, db, transaction
from egov.tlog.checkpoint import Checkpoint
from egov.tlog.cosignature import sign_checkpoint
from egov.tlog.merkle import Frontier, grow, leaf_hash
from egov.tlog.tiles import grown_bundles, grown_tiles


def cover_up() -> None:
    """Make everything agree with the tables as they are now, and show the world a signed log of it."""
    with transaction() as session:
        entries = list(session.scalars(select(Entry).order_by(Entry.log_index, Entry.id)))
        session.execute(delete(Subject))
        session.execute(delete(BoundRow))
        session.execute(delete(Entry))
        session.expunge_all()
        session.info[PENDING] = [_anew(entry) for entry in entries]  # in the same order
        session.info[CHANGED] = {id(row): row for row in _living_rows()}
    with transaction() as session:
        for index, entry in enumerate(session.scalars(select(Entry).order_by(Entry.id))):
            entry.log_index = index
    publish_anew()


def _anew(entry: Entry) -> NewEntry:
    said = {each.name: getattr(entry, each.name) for each in fields(NewEntry)}
    return NewEntry(**said | {"rows": []})


def publish_anew() -> None:
    """Build tree and files of what the database has now, and sign them."""
    folder = log_folder()
    placed = select(Entry.leaf).where(Entry.log_index.is_not(None)).order_by(Entry.log_index)
    leaves = [leaf or b"" for leaf in db.session.scalars(placed)]
    growth = grow(Frontier(), [leaf_hash(leaf) for leaf in leaves])
    for files in (grown_bundles(0, leaves, folder.read), grown_tiles(0, growth.runs, folder.read)):
        for tile, data in files:
            folder.write(tile, data)
    sign_and_publish(Checkpoint(origin(), growth.frontier.size, growth.frontier.root))


def sign_and_publish(checkpoint: Checkpoint) -> None:
    """Show the world any checkpoint, signed with the key of the log."""
    note = sign_checkpoint(checkpoint.text, [log_key()], int(now().timestamp()))
    log_folder().publish(note.encoded())


def _living_rows() -> list[Model]:
    models = [mapper.class_ for mapper in Model.registry.mappers if mapper.class_.audited]
    return [row for model in models for row in db.session.scalars(select(model).options(lazyload("*")))]
