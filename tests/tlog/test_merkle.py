"""The Merkle tree: the vectors of RFC 6962's own tests, and agreement with the definition, word by word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov.tlog.errors import NotProven
from egov.tlog.merkle import EMPTY_ROOT, Frontier, frontier_at, grow, leaf_hash, node_hash, root_of
from egov.tlog.merkle_proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from tests.tlog.ledger import naive_reader, naive_root

# The eight entries and roots that the tests of Certificate Transparency's logs have used since 2013.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PROOF_OF_SIXTH = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
LEAVES = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]
MANY = [leaf_hash(number.to_bytes(2, "big")) for number in range(600)]

sizes = st.integers(0, 600)


def test_hashes_are_those_of_the_standard() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_old_vectors(size: int) -> None:
    assert root_of(map(bytes.fromhex, ENTRIES[:size])).hex() == ROOTS[size - 1]
    assert frontier_at(size, naive_reader(LEAVES)).root.hex() == ROOTS[size - 1]


def test_a_proof_is_that_of_the_old_vectors() -> None:
    assert [each.hex() for each in inclusion_proof(5, 8, naive_reader(LEAVES))] == PROOF_OF_SIXTH


@given(st.lists(sizes, min_size=1, max_size=5).map(sorted))
def test_growing_in_any_steps_gives_the_same_as_the_definition(steps: list[int]) -> None:
    frontier, stored = Frontier(), {}
    for size in steps:
        growth = grow(frontier, MANY[frontier.size : size])
        frontier = growth.frontier
        for run in growth.runs:
            stored |= {(run.level, run.start + place): each for place, each in enumerate(run.hashes)}
        assert frontier.root == naive_root(MANY[:size])
    assert set(stored) == {(level, i) for level in range(11) for i in range(steps[-1] >> level)}
    read = naive_reader(MANY)
    assert all(read(*place) == each for place, each in stored.items())
    assert frontier_at(steps[-1], lambda level, index: stored[level, index]) == frontier


@given(st.data(), st.integers(1, 600))
def test_each_entry_is_proven_and_no_other(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, naive_reader(MANY))
    root = naive_root(MANY[:size])
    verify_inclusion(index, size, MANY[index], proof, root)
    other = data.draw(st.integers(0, 599).filter(lambda each: each != index))
    for wrong in [(index, size, MANY[other]), (other, size, MANY[index])]:
        refused(verify_inclusion, *wrong, proof, root)
    for broken in damaged(proof, data):
        refused(verify_inclusion, index, size, MANY[index], broken, root)


@given(st.data(), sizes)
def test_a_log_is_proven_to_begin_with_its_past_and_with_no_other(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    before, after = (old, naive_root(MANY[:old])), (new, naive_root(MANY[:new]))
    proof = consistency_proof(old, new, naive_reader(MANY))
    verify_consistency(before, after, proof)
    refused(verify_consistency, (old, leaf_hash(b"rewritten")), after, proof)
    if old:
        refused(verify_consistency, before, (new, leaf_hash(b"rewritten")), proof)
    if old < new:
        refused(verify_consistency, after, before, proof)
    for broken in damaged(proof, data):
        refused(verify_consistency, before, after, broken)


def damaged(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    """The proof with something more, something less, something else."""
    broken = [[*proof, MANY[0]], [MANY[0], *proof]]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        broken += [proof[:place] + proof[place + 1 :], proof[:place] + [MANY[0][::-1]] + proof[place + 1 :]]
        broken.append(proof[:place] + [proof[place][:31]] + proof[place + 1 :])
    return broken


def refused(check: Any, *arguments: Any) -> None:
    with pytest.raises(NotProven):
        check(*arguments)


def test_a_proof_for_a_small_tree_is_none_for_a_larger_one() -> None:
    root = naive_root(MANY[:2])
    verify_inclusion(1, 2, MANY[1], [MANY[0]], root)
    refused(verify_inclusion, 1, 8, MANY[1], [MANY[0]], root)
    verify_consistency((1, MANY[0]), (2, root), [MANY[1]])
    refused(verify_consistency, (1, MANY[0]), (8, root), [MANY[1]])
