"""What a witness answers to ``add-checkpoint`` (C2SP tlog-witness), without the web and without a place to store.

A witness remembers one checkpoint for each log. It signs a newer one only if a proof shows that the old log is its
beginning. Reading the remembered one, judging and storing the new one must happen in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.cosignature import VERIFIERS
from egov.tlog.encoding import from_decimal, hash_from_base64, to_base64
from egov.tlog.errors import LogProblem, Malformed, NotProven
from egov.tlog.keys import PublicKey
from egov.tlog.merkle import EMPTY_ROOT
from egov.tlog.merkle_proofs import verify_consistency
from egov.tlog.note import Note, Opened, Signature, open_note, parse_note, parse_signatures

MOST_HASHES = 63
CONFLICT_TYPE = "text/x.tlog.size"


@dataclass(frozen=True)
class AddCheckpoint:
    """The request: the size that the witness is believed to know, the consistency proof from there, the new note."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note

    def encoded(self) -> str:
        """The body of the request."""
        lines = [f"old {self.old_size}", *map(to_base64, self.proof)]
        return "\n".join(lines) + "\n\n" + self.note.encoded()


class Refused(LogProblem):
    """The witness does not sign. ``status`` is the HTTP status; a 409 carries the size that it knows."""

    def __init__(self, status: int, sentence: str, known_size: int | None = None) -> None:
        super().__init__(sentence)
        self.status, self.known_size = status, known_size

    @property
    def body(self) -> str:
        """The body of the answer; of a 409 it has the type ``text/x.tlog.size``."""
        return f"{self}\n" if self.known_size is None else f"{self.known_size}\n"


def parse_request(body: bytes) -> AddCheckpoint:
    """The request in this body; raises Refused with 400."""
    try:
        head, blank, note = body.decode().partition("\n\n")
        first, *hashes = head.split("\n")
        if not blank or not first.startswith("old ") or len(hashes) > MOST_HASHES:
            raise Malformed("The request is: old SIZE, up to 63 hashes, an empty line, a checkpoint.")
        size = from_decimal(first.removeprefix("old "))
        return AddCheckpoint(size, tuple(map(hash_from_base64, hashes)), parse_note(note))
    except (Malformed, UnicodeError) as wrong:
        raise Refused(400, str(wrong)) from wrong


def origin_of(request: AddCheckpoint) -> str:
    """Which log this is about, not yet believed: the witness looks up what it remembers of it."""
    return request.note.text.split("\n", 1)[0]


def judge(request: AddCheckpoint, known: Checkpoint | None, log_keys: Mapping[str, Sequence[PublicKey]]) -> Checkpoint:
    """The checkpoint to be stored and then cosigned; raises Refused with the status that the specification names.

    ``known`` is the last checkpoint of this log that the witness cosigned, ``log_keys`` its keys by origin.
    """
    _opened(request, log_keys)
    checkpoint = _readable(request)
    old = known or Checkpoint(checkpoint.origin, 0, EMPTY_ROOT)
    if request.old_size > checkpoint.size:
        raise Refused(400, "The old size is larger than the new one.")
    if request.old_size != old.size:
        raise Refused(409, "The old size is not the one that this witness knows.", old.size)
    try:
        verify_consistency(old.tree, checkpoint.tree, request.proof)
    except NotProven as wrong:
        raise Refused(422, str(wrong)) from wrong
    return checkpoint


def encode_answer(signatures: Sequence[Signature]) -> str:
    """The body of a good answer."""
    return "".join(signature.line for signature in signatures)


def read_answer(note: Note, body: str, witness_keys: Sequence[PublicKey]) -> Note:
    """The log's note with the cosignatures that the answer brings; raises LogProblem if none is good.

    Cosignatures by keys that we do not know are left out, as are plain signatures.
    """
    answer = Note(note.text, parse_signatures(body))
    opened = open_note(answer, witness_keys, VERIFIERS)
    return Note(note.text, (*note.signatures, *(signature for _key, signature in opened.verified)))


def _opened(request: AddCheckpoint, log_keys: Mapping[str, Sequence[PublicKey]]) -> Opened:
    keys = log_keys.get(origin_of(request))
    if keys is None:
        raise Refused(404, "This witness does not know the log.")
    try:
        return open_note(request.note, keys, VERIFIERS)
    except NotProven as wrong:
        raise Refused(403, str(wrong)) from wrong
    except Malformed as wrong:
        raise Refused(400, str(wrong)) from wrong


def _readable(request: AddCheckpoint) -> Checkpoint:
    try:
        return parse_checkpoint(request.note.text)
    except Malformed as wrong:
        empty = request.note.text.split("\n")[1:2] == ["0"]
        raise Refused(422 if empty else 400, str(wrong)) from wrong
