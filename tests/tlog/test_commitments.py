"""Commitments, tags, sealing, leaves, and the one spelling of a record."""

import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov.tlog.canonical import from_canonical, to_canonical
from egov.tlog.commitments import (
    CITIZEN,
    OFFICIAL,
    Half,
    check_opening,
    commit,
    new_subject_secret,
    seal,
    tag,
    tag_key,
    unseal,
    with_salt,
)
from egov.tlog.errors import LogProblem, Malformed, NotProven
from egov.tlog.leaf import LEAF_BYTES, Leaf, parse_leaf
from tests.tlog.ledger import opening, seeded

# The example of RFC 8785, 3.2.3: names in the order of their UTF-16 code units.
NAMES = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
NOT_CANONICAL = [
    '{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":1}', '{"a":1.0}', '{"a":1e3}', '{"a":-0}', '{"a":"\\u0041"}', '[1]', '"a"',
    '{"a":NaN}', '{"a":9007199254740993}', '{"a":"\\ud800"}', '{"a":"\\/"}', "", "{", '{"a":1}\n', '\ufeff{"a":1}',
]  # fmt: skip
SECRET = seeded("Amina's secret")

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(st.text(), plain, max_size=5)


def test_names_stand_in_the_order_of_the_standard() -> None:
    assert list(json.loads(to_canonical(dict.fromkeys(reversed(NAMES), 0)))) == NAMES


def test_texts_are_escaped_as_the_standard_says() -> None:
    written = to_canonical({"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"}).decode()
    assert written == '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'


@given(records)
def test_a_record_has_one_spelling(record: dict[str, Any]) -> None:
    data = to_canonical(record)
    assert from_canonical(data) == record
    assert to_canonical(dict(reversed(record.items()))) == data


@pytest.mark.parametrize("text", NOT_CANONICAL)
def test_no_other_spelling_is_read(text: str) -> None:
    with pytest.raises(Malformed):
        from_canonical(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("value", [1.5, 2**53, b"bytes", {1: 2}, {"a": {3}}, "\ud800"])
def test_what_has_no_spelling_is_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        to_canonical({"value": value})
    deep: dict[str, Any] = {}
    for _level in range(20):
        deep = {"a": deep}
    with pytest.raises(Malformed):
        to_canonical(deep)


def test_a_commitment_is_an_hmac_with_the_salt_as_its_key() -> None:
    half = Half(b'{"a":1}', seeded("salt"))
    assert commit(CITIZEN, half) == hmac.digest(half.salt, b'egov.tlog citizen half v1\n{"a":1}', "sha256")
    check_opening(CITIZEN, half, commit(CITIZEN, half))


def test_a_commitment_opens_to_nothing_else() -> None:
    half = with_salt(b"text")
    commitment = commit(CITIZEN, half)
    for wrong in [Half(b"tex", half.salt), Half(b"text", seeded("another")), with_salt(b"text")]:
        with pytest.raises(NotProven):
            check_opening(CITIZEN, wrong, commitment)
    with pytest.raises(NotProven):
        check_opening(OFFICIAL, half, commitment)
    for salt in (half.salt[:31], half.salt + b"\0", b""):
        with pytest.raises(Malformed):
            commit(CITIZEN, Half(b"text", salt))


def test_tags_of_a_subject_are_all_different_and_need_his_key() -> None:
    keys = [tag_key(SECRET), tag_key(new_subject_secret())]
    tags = {tag(key, number) for key in keys for number in range(500)}
    assert len(tags) == 1000
    assert tag(keys[0], 3) == tag(tag_key(SECRET), 3)


def test_a_half_is_sealed_for_its_subject_and_its_entry() -> None:
    half, leaf = with_salt(b"who looked at my file"), opening(0).leaf
    sealed = seal(SECRET, half, leaf)
    assert unseal(SECRET, sealed, leaf) == half
    assert seal(SECRET, half, leaf) != sealed
    assert half.data not in sealed
    wrong: list[Callable[[], Half]] = [
        lambda: unseal(new_subject_secret(), sealed, leaf),
        lambda: unseal(SECRET, sealed, opening(1).leaf),
        lambda: unseal(SECRET, sealed[:-1], leaf),
        lambda: unseal(SECRET, b"", leaf),
        lambda: unseal(SECRET, b"\x01", leaf),
        lambda: unseal(SECRET[:31], sealed, leaf),
    ]
    wrong += [
        lambda place=place: unseal(SECRET, sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], leaf)
        for place in range(len(sealed))
    ]
    for attempt in wrong:
        with pytest.raises(LogProblem):
            attempt()


def test_a_leaf_has_its_bytes() -> None:
    leaf = Leaf(0x01020304, 0x0506, b"t" * 32, b"o" * 32, b"c" * 32)
    assert leaf.encoded() == b"\x01\x01\x02\x03\x04\x05\x06" + b"t" * 32 + b"o" * 32 + b"c" * 32
    assert parse_leaf(leaf.encoded()) == leaf
    for wrong in [leaf.encoded()[:-1], b"\x02" + leaf.encoded()[1:], leaf.encoded() + b"\0", bytes(LEAF_BYTES)]:
        with pytest.raises(Malformed):
            parse_leaf(wrong)
    for odd in [Leaf(-1, 0, *[b"t" * 32] * 3), Leaf(0, 65_536, *[b"t" * 32] * 3), Leaf(0, 0, b"", *[b"t" * 32] * 2)]:
        with pytest.raises(Malformed):
            odd.encoded()
