"""Asking witnesses to cosign a checkpoint (C2SP tlog-witness). One who is away delays it by two seconds at most."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread

import requests
from flask import current_app

from egov.errors import Misconfigured
from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.encoding import from_decimal
from egov.tlog.errors import LogProblem, Malformed
from egov.tlog.folder import LogFolder
from egov.tlog.keys import PublicKey, parse_vkey
from egov.tlog.merkle_proofs import consistency_proof
from egov.tlog.note import Note, Signature
from egov.tlog.policy import WITNESS_KINDS
from egov.tlog.tiles import node_reader
from egov.tlog.witness import AddCheckpoint, read_answer

SECONDS = 2.0
LONGEST_ANSWER = 64 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Witness:
    """Somebody outside who watches the log: where he is asked, and the key of his cosignatures."""

    url: str
    key: PublicKey

    def signed(self, note: Note) -> bool:
        """Whether a cosignature of his stands under the note."""
        return any((each.name, each.key_id) == (self.key.name, self.key.id) for each in note.signatures)


@dataclass
class Question:
    """What all witnesses are asked: a note, the size that they probably know, and where the proofs come from."""

    note: Note
    known: int
    folder: LogFolder
    answers: list[Signature] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many entries the note vouches for."""
        return parse_checkpoint(self.note.text).size


def witnesses() -> list[Witness]:
    """The witnesses of the setting ``LOG_WITNESSES``, each written as ``URL VKEY``. Raises Misconfigured."""
    return [_witness(line) for line in current_app.config["LOG_WITNESSES"]]


def _witness(line: str) -> Witness:
    try:
        url, vkey = line.split()
        key = parse_vkey(vkey)
    except (ValueError, Malformed) as wrong:
        raise Misconfigured("LOG_WITNESSES: write each witness as URL VKEY; it prints both when it starts.") from wrong
    if key.kind not in WITNESS_KINDS:
        raise Misconfigured(f"LOG_WITNESSES: the key of {key.name} is not one of a witness.")
    return Witness(url.rstrip("/"), key)


def cosigned(note: Note, known: int, folder: LogFolder, asked: Sequence[Witness]) -> Note:
    """The note with the cosignatures that come within two seconds."""
    question = Question(note, known, folder)
    threads = [Thread(target=_ask, args=(witness, question), daemon=True) for witness in asked]
    for thread in threads:
        thread.start()
    last_moment = time.monotonic() + SECONDS
    for thread in threads:
        thread.join(max(0.0, last_moment - time.monotonic()))
    return Note(note.text, (*note.signatures, *question.answers))


def _ask(witness: Witness, question: Question) -> None:
    try:
        answer = _answer(witness, question, question.known)
        question.answers.extend(answer.signatures[len(question.note.signatures) :])
    except (requests.RequestException, LogProblem, UnicodeError) as problem:
        log.warning("the witness %s did not cosign: %r", witness.key.name, problem)  # its words: on one line


def _answer(witness: Witness, question: Question, known: int, *, again: bool = True) -> Note:
    """The cosigned note. A witness who knows another size says which, and is asked once more from there."""
    proof = consistency_proof(known, question.size, node_reader(question.size, question.folder.read))
    body = AddCheckpoint(known, tuple(proof), question.note).encoded().encode()
    url = f"{witness.url}/add-checkpoint"
    with requests.post(url, body, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
        said = answer.raw.read(LONGEST_ANSWER).decode()
    if answer.status_code == 409 and again:
        return _answer(witness, question, from_decimal(said.strip()), again=False)
    if answer.status_code != 200:
        raise LogProblem(f"{answer.status_code} {said.strip()[:200]}")
    return read_answer(question.note, said, [witness.key])
