"""Promises: signed by the log, and never mistaken for a checkpoint."""

from datetime import UTC, datetime

import pytest

from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.errors import LogProblem, Malformed, NotProven
from egov.tlog.keys import ED25519, MLDSA44_COSIGNATURE, new_key
from egov.tlog.merkle import leaf_hash
from egov.tlog.note import Note, sign_note
from egov.tlog.policy import Party, Policy
from egov.tlog.promise import make_promise, verify_promise

KEY = new_key("log.example.org", ED25519)
TRUSTED = Policy(logs=[Party(KEY.public)], quorum="none")
RECEIVED = datetime(2026, 11, 25, 9, 30, 15, 999, tzinfo=UTC)
PROMISE = make_promise(b"a leaf", RECEIVED, KEY)


def test_a_promise_says_which_entry_and_when() -> None:
    promise = verify_promise(PROMISE.encoded(), TRUSTED)
    assert promise.origin == "log.example.org"
    assert promise.leaf_hash == leaf_hash(b"a leaf")
    assert promise.received == RECEIVED.replace(microsecond=0)


def test_the_words_of_a_promise_tell_what_it_is() -> None:
    assert PROMISE.text.endswith("\nThis entry will be in the log within 60 seconds.\n")


def test_a_changed_byte_is_found_wherever_it_is() -> None:
    whole = bytearray(PROMISE.encoded().encode())
    for place in range(len(whole)):
        changed = bytes([*whole[:place], whole[place] ^ 1, *whole[place + 1 :]])
        with pytest.raises(LogProblem):
            verify_promise(changed, TRUSTED)


def test_a_promise_is_no_checkpoint() -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(PROMISE.text)


@pytest.mark.parametrize("moment", ["yesterday", "2026-11-25", "2026-13-25T09:30:15Z"])
def test_a_moment_that_is_none_is_refused_though_it_is_signed(moment: str) -> None:
    text = PROMISE.text.replace("2026-11-25T09:30:15Z", moment)
    with pytest.raises(Malformed):
        verify_promise(Note(text, (sign_note(text, KEY),)).encoded(), TRUSTED)


def test_only_a_log_of_the_policy_can_promise() -> None:
    stranger = new_key("log.example.org", ED25519)
    with pytest.raises(NotProven):
        verify_promise(make_promise(b"a leaf", RECEIVED, stranger).encoded(), TRUSTED)
    with pytest.raises(NotProven):
        verify_promise(make_promise(b"a leaf", RECEIVED, new_key("other.org", ED25519)).encoded(), TRUSTED)
    with pytest.raises(Malformed):
        make_promise(b"a leaf", RECEIVED, new_key("log.example.org", MLDSA44_COSIGNATURE))
