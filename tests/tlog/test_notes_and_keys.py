"""Signed notes: the examples of the specification and of Go's library, and what is not a note."""

import pytest

from egov.tlog.cosignature import VERIFIERS
from egov.tlog.encoding import from_base64
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519, MLDSA44_COSIGNATURE, PublicKey, SecretKey, new_key, parse_vkey
from egov.tlog.note import Note, open_note, parse_note, sign_note
from tests.tlog.ledger import LOG, LOG_LATTICE, OMBUDSMAN, STRANGER

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
# The example of Go's golang.org/x/mod/sumdb/note.
NEUMANN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SEED = from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
NEUMANN = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
LINE = EXAMPLE.split("\n")[2]
NO_NOTES = {
    "no signature": "text\n\n",
    "no empty line": f"text\n{LINE}\n",
    "no end": EXAMPLE[:-1],
    "a control character": EXAMPLE.replace("example m", "example\tm"),
    "a carriage return": EXAMPLE.replace("\n", "\r\n"),
    "a hyphen": EXAMPLE.replace("—", "-"),
    "two spaces": EXAMPLE.replace("foo U", "foo  U"),
    "other Base64": EXAMPLE.replace("aQM=", "aQN="),
    "no padding": EXAMPLE.replace("aQM=", "aQM"),
    "a short signature": f"text\n\n{LINE.rpartition(' ')[0]} AAAA\n",
    "a plus in a name": EXAMPLE.replace("com/foo", "com+foo"),
    "too many": "text\n\n" + f"{LINE}\n" * 65,
    "half a character": "text\ud800\n\n" + LINE + "\n",
}
NO_KEYS = [
    "", "name", "name+00000000", EXAMPLE_KEY[:-4], EXAMPLE_KEY.replace("foo", "bar"),
    EXAMPLE_KEY.replace("530d", "530D"),
    EXAMPLE_KEY.replace("/foo", " foo"), EXAMPLE_KEY.replace("+Ae", "+Be"), "name+00000000+",
]  # fmt: skip


@pytest.mark.parametrize(("note", "key"), [(EXAMPLE, EXAMPLE_KEY), (NEUMANN, NEUMANN_KEY)])
def test_the_examples_are_verified(note: str, key: str) -> None:
    opened = open_note(parse_note(note.encode()), [parse_vkey(key)], VERIFIERS)
    assert [each.vkey for each, _signature in opened.verified] == [key]
    assert parse_note(note).encoded() == note


def test_the_secret_key_of_the_example_signs_the_same() -> None:
    key = SecretKey("PeterNeumann", ED25519, NEUMANN_SEED)
    text = NEUMANN.partition("\n\n")[0] + "\n"
    assert key.public.vkey == NEUMANN_KEY
    assert Note(text, (sign_note(text, key),)).encoded() == NEUMANN


@pytest.mark.parametrize("why", NO_NOTES)
def test_what_is_no_note(why: str) -> None:
    with pytest.raises(Malformed):
        parse_note(NO_NOTES[why])


def test_bytes_that_are_no_text_are_no_note() -> None:
    with pytest.raises(Malformed):
        parse_note(b"\xff" + EXAMPLE.encode())


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(Malformed):
        parse_vkey(text)


@pytest.mark.parametrize("key", [LOG, OMBUDSMAN, LOG_LATTICE], ids=["Ed25519", "cosignature", "ML-DSA-44"])
def test_keys_survive_being_written_down(key: SecretKey) -> None:
    assert parse_vkey(key.public.vkey) == key.public
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed) not in repr(key)


def test_new_keys_differ() -> None:
    assert new_key("a", MLDSA44_COSIGNATURE) != new_key("a", MLDSA44_COSIGNATURE)


def test_the_text_ends_at_the_last_empty_line() -> None:
    text = "one\n\ntwo\n"
    note = Note(text, (sign_note(text, LOG),))
    assert parse_note(note.encoded()).text == text


def test_unknown_signatures_are_kept_and_not_believed() -> None:
    text = "text\n"
    good = sign_note(text, LOG)
    foreign = sign_note(text, SecretKey("somebody", ED25519, STRANGER.seed))
    same_name = sign_note(text, SecretKey(LOG.name, ED25519, STRANGER.seed))
    opened = open_note(Note(text, (foreign, same_name, good)), [LOG.public], VERIFIERS)
    assert opened.unknown == (foreign, same_name)
    with pytest.raises(NotProven, match="No key that we know"):
        open_note(Note(text, (foreign, same_name)), [LOG.public], VERIFIERS)


def test_one_false_signature_of_a_known_key_spoils_the_note() -> None:
    good, false = sign_note("text\n", LOG), sign_note("another text\n", LOG)
    with pytest.raises(NotProven, match=r"ministry\.example/log"):
        open_note(Note("text\n", (good, false)), [LOG.public], VERIFIERS)


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    key = PublicKey("a", ED25519, b"\x02" + bytes(30) + b"\xff")
    note = sign_note("text\n", LOG)
    with pytest.raises(NotProven):
        VERIFIERS[ED25519](key, "text\n", note.blob)
