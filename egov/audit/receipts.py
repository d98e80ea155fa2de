"""What a citizen takes home: the log's promise at once, and the receipt when his entry stands in the log."""

from egov.audit.evidence import checkpoint_of
from egov.audit.log_folder import log_folder
from egov.audit.log_keys import log_key
from egov.audit.models import Entry, Subject
from egov.db import db
from egov.errors import NotFound, Unavailable
from egov.texts import _
from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.commitments import Half, unseal
from egov.tlog.errors import LogProblem, NotProven
from egov.tlog.note import parse_note
from egov.tlog.promise import make_promise
from egov.tlog.proof import Proof
from egov.tlog.receipt import Opening, make_receipt
from egov.tlog.tiles import node_reader


def promise_for(entry: Entry) -> str:
    """A note by which the log binds itself to this entry, signed at once. Raises NotFound for one without a leaf."""
    if entry.leaf is None:
        raise NotFound()
    return make_promise(entry.leaf, entry.at, log_key()).encoded()


def is_in_log(entry: Entry) -> bool:
    """Whether the published log has the entry."""
    checkpoint = checkpoint_of(log_folder())
    return checkpoint is not None and entry.log_index is not None and entry.log_index < checkpoint.size


def receipt_for(entry: Entry) -> Proof | None:
    """The receipt with the citizen's own data in it (C2SP tlog-proof).

    None as long as the published log does not have the entry, and where the citizen's data were lawfully erased.
    Raises Unavailable for a log that is broken.
    """
    try:
        return _receipt(entry)
    except (LogProblem, OSError) as wrong:
        raise Unavailable(_("We cannot read our log now. Please try again in a few minutes.")) from wrong


def _receipt(entry: Entry) -> Proof | None:
    folder = log_folder()
    published, half = folder.checkpoint(), _citizens_half(entry)
    if published is None or entry.log_index is None or entry.leaf is None or half is None:
        return None
    note = parse_note(published)
    size = parse_checkpoint(note.text).size
    if entry.log_index >= size:
        return None
    return make_receipt(entry.log_index, Opening(entry.leaf, half), note, node_reader(size, folder.read))


def _citizens_half(entry: Entry) -> Half | None:
    """The half that was sealed for the citizen; a subject who was erased and came again has another secret."""
    subject = db.session.get(Subject, entry.subject)
    if subject is None or subject.secret is None or entry.sealed is None or entry.leaf is None:
        return None
    try:
        return unseal(subject.secret, entry.sealed, entry.leaf)
    except NotProven:
        return None
