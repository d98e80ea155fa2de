"""Signatures with a time over a checkpoint (C2SP tlog-cosignature): by witnesses, and by the log with ML-DSA-44.

The time is POSIX seconds. A cosignature of Ed25519 covers the whole text; one of ML-DSA-44 covers origin, size and
root, but no extension lines. This file also holds the table of all signature types that we check.
"""

from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.encoding import LARGEST
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519, ED25519_COSIGNATURE, MLDSA44_COSIGNATURE, PublicKey, SecretKey, check
from egov.tlog.note import Note, Signature, sign_note, verify_plain

TIME_BYTES = 8
LABEL = b"subtree/v1\n\x00"


def sign_checkpoint(text: str, keys: list[SecretKey], at: int) -> Note:
    """The checkpoint of this text signed with all keys of its log, at this POSIX second."""
    origin = parse_checkpoint(text).origin
    if any(key.name != origin for key in keys):
        raise Malformed(f"A key of the log {origin} has its name.")
    return Note(text, tuple(sign_note(text, key) if key.kind == ED25519 else cosign(text, key, at) for key in keys))


def cosign(text: str, key: SecretKey, at: int) -> Signature:
    """A signature over the checkpoint of this text, at this POSIX second, with a key of type 0x04 or 0x06."""
    if not 0 < at <= LARGEST:
        raise Malformed("The time of a cosignature is a positive number of seconds.")
    blob = at.to_bytes(TIME_BYTES, "big") + key.sign(_message(key.public, text, at))
    return Signature(key.name, key.public.id, blob)


def verify_cosignature(key: PublicKey, text: str, blob: bytes) -> None:
    """Raises NotProven unless this is the key's cosignature over the checkpoint of this text."""
    at = time_of(blob)
    if not 0 < at <= LARGEST:
        raise NotProven(f"The cosignature of {key.name} has no time.")
    check(key, _message(key, text, at), blob[TIME_BYTES:])


def time_of(blob: bytes) -> int:
    """The POSIX second that a cosignature states; believe it after the signature has been verified."""
    return int.from_bytes(blob[:TIME_BYTES], "big")


def _message(key: PublicKey, text: str, at: int) -> bytes:
    """What is signed, by the type of the key."""
    if key.kind == ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    if key.kind == MLDSA44_COSIGNATURE:
        return _cosigned_message(key, text, at)
    raise Malformed(f"The key of {key.name} does not sign with a time.")


def _cosigned_message(key: PublicKey, text: str, at: int) -> bytes:
    """The structure ``cosigned_message`` for the whole tree, whose first leaf is 0."""
    checkpoint = parse_checkpoint(text)
    return b"".join(
        [
            LABEL,
            _short(key.name),
            at.to_bytes(8, "big"),
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        ]
    )


def _short(name: str) -> bytes:
    data = name.encode()
    if not 0 < len(data) < 256:
        raise Malformed("A name in a cosignature has between 1 and 255 bytes.")
    return bytes([len(data)]) + data


VERIFIERS = {
    ED25519: verify_plain,
    ED25519_COSIGNATURE: verify_cosignature,
    MLDSA44_COSIGNATURE: verify_cosignature,
}
