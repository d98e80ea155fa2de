"""Receipts: the form of C2SP, what they prove, and that no part of one is taken on trust."""

from dataclasses import replace

import pytest

from egov.tlog.canonical import from_canonical, to_canonical
from egov.tlog.commitments import Half
from egov.tlog.errors import LogProblem, Malformed, NotProven
from egov.tlog.policy import parse_policy
from egov.tlog.proof import HEADER, make_proof, parse_proof, verify_proof
from egov.tlog.receipt import Opening, verify_receipt
from tests.tlog.ledger import MINUTE, POLICY, entries, head, leaf_hash, naive_reader, opening, receipt

TRUST = parse_policy(POLICY)
GOOD = receipt(5, 11).encoded()
LINES = GOOD.split("\n")
MORE = to_canonical({**from_canonical(opening(5).encoded()), "note": "nothing proves this"})
NO_RECEIPTS = {
    "nothing": "",
    "another header": GOOD.replace("@v1", "@v2"),
    "no data": GOOD.replace(LINES[1] + "\n", ""),
    "the index before the data": GOOD.replace(f"{LINES[1]}\n{LINES[2]}", f"{LINES[2]}\n{LINES[1]}"),
    "no index": GOOD.replace(LINES[2] + "\n", ""),
    "another number": GOOD.replace("index 5", "index 05"),
    "a short hash": GOOD.replace(LINES[3], LINES[3][4:]),
    "too many hashes": GOOD.replace(LINES[3], "\n".join([LINES[3]] * 64)),
    "no signatures": GOOD.rpartition("\n\n")[0] + "\n",
    "a word that nothing proves": replace(receipt(5, 11), extra=MORE).encoded(),
    "data spelt in another way": replace(receipt(5, 11), extra=b" " + opening(5).encoded()).encoded(),
    "two kinds of line ends": GOOD.replace("\n", "\r\n"),
}


def test_a_receipt_proves_its_entry() -> None:
    verified = verify_receipt(GOOD.encode(), TRUST)
    assert (verified.index, verified.leaf.minute, verified.believed.checkpoint.size) == (5, MINUTE + 5, 11)
    assert verified.citizen["case"] == "DL-0005"
    assert LINES[0] == HEADER
    assert parse_proof(GOOD).encoded() == GOOD


def test_every_entry_of_a_log_has_its_receipt() -> None:
    note = head(11)
    for index in range(11):
        assert verify_receipt(receipt(index, 11, note).encoded(), TRUST).index == index


@pytest.mark.parametrize("why", NO_RECEIPTS)
def test_what_is_no_receipt(why: str) -> None:
    with pytest.raises(Malformed):
        verify_receipt(NO_RECEIPTS[why], TRUST)


def test_a_proof_needs_no_data() -> None:
    proof = make_proof(2, head(11), naive_reader([leaf_hash(entry) for entry in entries(11)]))
    assert verify_proof(parse_proof(proof.encoded()), entries(11)[2], TRUST).checkpoint.size == 11
    with pytest.raises(NotProven, match="another root"):
        verify_proof(proof, entries(11)[3], TRUST)


def test_other_data_than_the_entrys_are_refused() -> None:
    mine = opening(5)
    invented = to_canonical({**from_canonical(mine.citizen.data), "what": "Licence refused"})
    swapped = [
        Opening(mine.leaf, Half(invented, mine.citizen.salt)),
        Opening(mine.leaf, opening(6).citizen),
        Opening(opening(6).leaf, opening(6).citizen),
        Opening(opening(6).leaf, mine.citizen),
    ]
    for other in swapped:
        with pytest.raises(NotProven):
            verify_receipt(replace(receipt(5, 11), extra=other.encoded()).encoded(), TRUST)


@pytest.mark.parametrize(
    "extra",
    [b"", b"{}", b'{"citizen":1,"leaf":"","salt":""}', b'{"citizen":{},"leaf":1,"salt":""}', b"\xff",
     b'{"citizen":{},"leaf":"","salt":""}', b'{"citizen":{},"leaf":"","more":"","salt":""}'],
)  # fmt: skip
def test_what_is_no_opening(extra: bytes) -> None:
    with pytest.raises(Malformed):
        verify_receipt(replace(receipt(5, 11), extra=extra).encoded(), TRUST)


def test_a_flipped_byte_at_any_place_is_found() -> None:
    data = GOOD.encode()
    for place in range(len(data)):
        for bit in (1, 0x20, 0x80):
            with pytest.raises(LogProblem):
                verify_receipt(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :], TRUST)


def test_a_missing_or_additional_byte_at_any_place_is_found() -> None:
    data = GOOD.encode()
    for place in range(len(data)):
        for other in (data[:place] + data[place + 1 :], data[:place] + b"A" + data[place:]):
            with pytest.raises(LogProblem):
                verify_receipt(other, TRUST)
