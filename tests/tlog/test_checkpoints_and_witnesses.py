"""Checkpoints, cosignatures, and what a witness answers: each status that the specification names."""

from base64 import b64decode
from dataclasses import replace

import pytest

from egov.tlog.checkpoint import Checkpoint, parse_checkpoint
from egov.tlog.cosignature import VERIFIERS, cosign, sign_checkpoint, time_of, verify_cosignature
from egov.tlog.encoding import from_decimal
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519, PublicKey, SecretKey
from egov.tlog.merkle import EMPTY_ROOT, leaf_hash
from egov.tlog.merkle_proofs import consistency_proof
from egov.tlog.note import Note, open_note, sign_note
from egov.tlog.witness import AddCheckpoint, Refused, encode_answer, judge, parse_request, read_answer
from tests.tlog.ledger import (
    FINANCE,
    LOG,
    LOG_LATTICE,
    MOMENT,
    OMBUDSMAN,
    ORIGIN,
    STRANGER,
    UNIVERSITY,
    entries,
    head,
    naive_reader,
)

# The example of c2sp.org/tlog-checkpoint.
BODY = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
NO_CHECKPOINTS = [
    "", BODY[:-1], BODY + "\n", BODY.replace("20852163", "020852163"), BODY.replace("20852163", "-1"),
    BODY.replace("20852163", "9223372036854775808"), BODY.replace("2I=", "2J="), BODY.replace("CsU", ""),
    BODY.partition("\n")[2],
    BODY.replace("20852163", "٢"), BODY.replace("example.com/behind-the-sofa", ""), BODY.replace("20852163", "0"),
]  # fmt: skip

# A conversation that the tests of another witness, litewitness, hold with a Sigsum log.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = PublicKey(
    SIGSUM, ED25519, bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
)
FIRST = f"""old 0

{SIGSUM}
1
KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

— {SIGSUM} UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=
"""
SECOND = f"""old 1
KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

{SIGSUM}
3
RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=

— {SIGSUM} UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=
"""
KEYS = {ORIGIN: [LOG.public, LOG_LATTICE.public]}


def request(old: int, new: int, note: Note | None = None) -> AddCheckpoint:
    """What the log sends to a witness that knows ``old`` entries."""
    read = naive_reader([leaf_hash(entry) for entry in entries(new)])
    return AddCheckpoint(old, tuple(consistency_proof(old, new, read)), note or head(new, witnesses=()))


def known(size: int) -> Checkpoint:
    return parse_checkpoint(head(size).text)


def status_of(asked: AddCheckpoint, remembered: Checkpoint | None) -> int:
    with pytest.raises(Refused) as refused:
        judge(asked, remembered, KEYS)
    return refused.value.status


def test_a_checkpoint_is_read_as_it_is_written() -> None:
    checkpoint = parse_checkpoint(BODY)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.root == b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert checkpoint.text == BODY
    assert parse_checkpoint(BODY + "more\n").extensions == ("more",)
    assert parse_checkpoint(Checkpoint("a", 0, EMPTY_ROOT).text).size == 0


@pytest.mark.parametrize("text", NO_CHECKPOINTS)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text)


def test_numbers_end_where_other_programs_end() -> None:
    assert from_decimal("9223372036854775807") == 2**63 - 1
    with pytest.raises(Malformed):
        from_decimal("9223372036854775808")


@pytest.mark.parametrize("key", [OMBUDSMAN, FINANCE], ids=["Ed25519", "ML-DSA-44"])
def test_a_cosignature_binds_log_size_root_and_time(key: SecretKey) -> None:
    signature = cosign(BODY, key, MOMENT)
    assert time_of(signature.blob) == MOMENT
    verify_cosignature(key.public, BODY, signature.blob)
    later = (MOMENT + 1).to_bytes(8, "big") + signature.blob[8:]
    other_texts = [BODY.replace("sofa", "soda"), BODY.replace("20852163", "20852164"), BODY.replace("CsU", "DsU")]
    for text, blob in [(BODY, later), (BODY, signature.blob[:-1]), *[(text, signature.blob) for text in other_texts]]:
        with pytest.raises(NotProven):
            verify_cosignature(key.public, text, blob)


def test_the_signed_message_is_that_of_the_specification() -> None:
    message = f"cosignature/v1\ntime 1679315147\n{BODY}".encode()
    assert cosign(BODY, OMBUDSMAN, 1_679_315_147).blob[8:] == OMBUDSMAN.sign(message)


def test_a_cosignature_without_a_time_counts_for_nothing() -> None:
    blob = bytes(8) + OMBUDSMAN.sign(f"cosignature/v1\ntime 0\n{BODY}".encode())
    with pytest.raises(NotProven, match="no time"):
        verify_cosignature(OMBUDSMAN.public, BODY, blob)
    with pytest.raises(Malformed):
        cosign(BODY, OMBUDSMAN, 0)


def test_a_log_signs_with_two_algorithms_under_its_own_name() -> None:
    note = head(5, LOG, LOG_LATTICE)
    opened = open_note(note, KEYS[ORIGIN], VERIFIERS)
    assert [key.kind for key, _signature in opened.verified] == [LOG.kind, LOG_LATTICE.kind]
    with pytest.raises(Malformed):
        sign_checkpoint(note.text, [OMBUDSMAN], MOMENT)


def test_another_programs_conversation_is_understood() -> None:
    first, second = parse_request(FIRST.encode()), parse_request(SECOND.encode())
    assert (first.encoded(), second.encoded()) == (FIRST, SECOND)
    remembered = judge(first, None, {SIGSUM: [SIGSUM_KEY]})
    assert judge(second, remembered, {SIGSUM: [SIGSUM_KEY]}).size == 3
    for wrong in [replace(second, proof=()), replace(second, proof=second.proof[::-1])]:
        with pytest.raises(Refused) as refused:
            judge(wrong, remembered, {SIGSUM: [SIGSUM_KEY]})
        assert refused.value.status == 422


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 7), (3, 7), (7, 7), (4, 8)])
def test_a_witness_follows_a_log_that_only_grows(old: int, new: int) -> None:
    asked = parse_request(request(old, new).encoded().encode())
    assert judge(asked, known(old) if old else None, KEYS) == known(new)


def test_a_witness_names_each_refusal() -> None:
    lying = Checkpoint(ORIGIN, 7, leaf_hash(b"another past")).text
    rewritten = sign_checkpoint(lying, [LOG], MOMENT)
    forged = Note(head(7).text, sign_checkpoint(lying, [LOG], MOMENT).signatures)
    unsigned = Note(head(7).text, (cosign(head(7).text, STRANGER, MOMENT),))
    stranger = sign_checkpoint(lying.replace("ministry", "sinister"), [replace(LOG, name="sinister.example/log")], 1)
    nothing = f"{ORIGIN}\n0\n{lying.split()[2]}\n"
    empty = Note(nothing, (sign_note(nothing, LOG),))
    assert status_of(request(3, 7, stranger), known(3)) == 404
    assert status_of(request(3, 7, forged), known(3)) == 403
    assert status_of(request(3, 7, unsigned), known(3)) == 403
    assert status_of(replace(request(3, 7), old_size=8), known(3)) == 400
    assert status_of(request(3, 7, rewritten), known(3)) == 422
    assert status_of(request(7, 7, rewritten), known(7)) == 422
    assert status_of(replace(request(3, 7), proof=()), known(3)) == 422
    assert status_of(replace(request(0, 7), proof=(EMPTY_ROOT,)), None) == 422
    assert status_of(AddCheckpoint(0, (), empty), None) == 422


def test_a_witness_never_goes_back_and_says_what_it_knows() -> None:
    for old, remembered in [(3, known(5)), (0, known(5)), (3, None)]:
        with pytest.raises(Refused) as refused:
            judge(request(old, 7), remembered, KEYS)
        size = remembered.size if remembered else 0
        assert (refused.value.status, refused.value.body) == (409, f"{size}\n")
    older = request(3, 4)
    assert status_of(replace(older, old_size=5), known(5)) == 400


HASH = SECOND.split("\n")[1] + "\n"
NO_REQUESTS = {
    "nothing": "",
    "no checkpoint": "old 3\n",
    "another number": FIRST.replace("old 0", "old 00"),
    "another word": FIRST.replace("old", "new"),
    "a short hash": FIRST.replace("old 0\n", "old 0\nAAAA\n"),
    "too many hashes": FIRST.replace("old 0\n", "old 0\n" + HASH * 64),
}


@pytest.mark.parametrize("why", NO_REQUESTS)
def test_what_is_no_request(why: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_request(NO_REQUESTS[why].encode())
    assert refused.value.status == 400


def test_the_log_takes_cosignatures_of_witnesses_it_knows() -> None:
    note = head(7, witnesses=())
    signatures = [cosign(note.text, key, MOMENT) for key in (OMBUDSMAN, STRANGER, FINANCE)]
    witnesses = [OMBUDSMAN.public, UNIVERSITY.public, FINANCE.public]
    together = read_answer(note, encode_answer(signatures), witnesses)
    assert [each.name for each in together.signatures] == [LOG.name, OMBUDSMAN.name, FINANCE.name]
    with pytest.raises(NotProven):
        read_answer(note, encode_answer([cosign(head(6).text, OMBUDSMAN, MOMENT)]), witnesses)
