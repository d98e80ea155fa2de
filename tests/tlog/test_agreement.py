"""Independent programs agree about the same 10,000 proofs, half of them spoilt. ``EGOV_PROOFS`` asks about more."""

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.merkle import Frontier, NodeReader, grow, leaf_hash
from egov.tlog.receipt import make_receipt
from tests.tlog import strangers
from tests.tlog.ledger import entries, head, opening
from tests.tlog.strangers import Asked

PROOFS = int(os.environ.get("EGOV_PROOFS", "10000"))
SIZES = [1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 600, 1000]


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Receipts of a log at several sizes; in every second one the index, the path or the entry is another."""
    chance = random.Random(6962)
    read = stored(entries(SIZES[-1]))
    notes = [head(size) for size in SIZES]
    found = []
    for number in range(PROOFS):
        note = chance.choice(notes)
        size, root = parse_checkpoint(note.text).tree
        index = chance.randrange(size)
        good = Asked(make_receipt(index, opening(index), note, read), opening(index).leaf, size, root)
        found.append(spoilt(good, chance) if number % 2 else good)
    return found


def spoilt(asked: Asked, chance: random.Random) -> Asked:
    """The same with something wrong in it."""
    proof, other = asked.proof, opening(asked.proof.index + 1)
    sibling = leaf_hash(b"another")
    ways = [
        Asked(replace(proof, extra=other.encoded()), other.leaf, asked.size, asked.root),
        replace(asked, proof=replace(proof, path=(*proof.path, sibling))),
        replace(asked, proof=replace(proof, index=asked.size)),
    ]
    if proof.path:
        place = chance.randrange(len(proof.path))
        ways += [
            replace(asked, proof=replace(proof, path=proof.path[:place] + proof.path[place + 1 :])),
            replace(asked, proof=replace(proof, path=(*proof.path[:place], sibling, *proof.path[place + 1 :]))),
            replace(asked, proof=replace(proof, index=(proof.index + 1) % asked.size)),
        ]
    return chance.choice(ways)


def stored(all_entries: list[bytes]) -> NodeReader:
    """All complete nodes, as a log keeps them."""
    runs = grow(Frontier(), [leaf_hash(entry) for entry in all_entries]).runs
    return lambda level, index: runs[level].hashes[index]


def expected(asked: list[Asked]) -> list[bool]:
    return [number % 2 == 0 for number in range(len(asked))]


def test_this_project_answers_rightly(asked: list[Asked]) -> None:
    assert strangers.ours(asked) == expected(asked)


def test_our_stand_alone_program_agrees(asked: list[Asked]) -> None:
    assert strangers.our_program(asked) == expected(asked)


@pytest.mark.browser
def test_our_stand_alone_page_agrees(asked: list[Asked]) -> None:
    assert strangers.our_page(asked) == expected(asked)


def test_pymerkle_agrees(asked: list[Asked]) -> None:
    assert strangers.pymerkle(asked, entries(SIZES[-1])) == expected(asked)


def test_sigstore_agrees(asked: list[Asked], tmp_path: Path) -> None:
    assert strangers.sigstore(asked, tmp_path) == expected(asked)
