"""Hiding what an entry is about without being able to change it later, and forgetting it lawfully.

A commitment is HMAC-SHA256 keyed with 32 random bytes, the salt: without the salt it says nothing, with it there is
only one text that fits. Each subject (a person of whom the log speaks) has one secret of 32 bytes. From it come two
keys: one makes tags, the other seals the citizen's half together with its salt. Destroying the secret forgets both.
"""

import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from egov.tlog.errors import Malformed, NotProven

SALT_BYTES = SECRET_BYTES = TAG_BYTES = COMMITMENT_BYTES = 32
NONCE_BYTES = 12
SEALED = b"\x01"
OFFICIAL, CITIZEN = b"egov.tlog official half v1\n", b"egov.tlog citizen half v1\n"
TAG_LABEL, TAG_KEY_LABEL, SEAL_KEY_LABEL = b"egov.tlog tag v1\n", b"egov.tlog tag key v1\n", b"egov.tlog seal key v1\n"


@dataclass(frozen=True)
class Half:
    """One half of an entry in its canonical spelling, with the salt of its commitment."""

    data: bytes
    salt: bytes = field(repr=False)


def with_salt(data: bytes) -> Half:
    """A half with a new random salt. A salt is never used for a second half."""
    return Half(data, secrets.token_bytes(SALT_BYTES))


def commit(label: bytes, half: Half) -> bytes:
    """The commitment to a half, 32 bytes; ``label`` is OFFICIAL or CITIZEN, so that neither passes for the other."""
    if len(half.salt) != SALT_BYTES:
        # HMAC pads short keys: salts of different lengths could open one commitment to the same text.
        raise Malformed(f"A salt has {SALT_BYTES} bytes.")
    return _hmac(half.salt, label + half.data)


def check_opening(label: bytes, half: Half, commitment: bytes) -> None:
    """Raises NotProven unless the commitment was made to this half."""
    if not hmac.compare_digest(commit(label, half), commitment):
        raise NotProven("The data are not those that the log committed to.")


def new_subject_secret() -> bytes:
    """The secret of a new subject, 32 random bytes."""
    return secrets.token_bytes(SECRET_BYTES)


def tag_key(subject_secret: bytes) -> bytes:
    """The key for tags: whoever has it can find all entries about the subject, and read none of them."""
    return _derived(subject_secret, TAG_KEY_LABEL)


def tag(key: bytes, counter: int) -> bytes:
    """The tag of the subject's entry number ``counter``, from 0: a PRF, so that tags of one subject show no kinship."""
    return _hmac(key, TAG_LABEL + counter.to_bytes(8, "big"))


def seal(subject_secret: bytes, half: Half, entry: bytes) -> bytes:
    """The citizen's half and its salt under the subject's key (AES-256-GCM), bound to the leaf ``entry``.

    The nonce is random: up to 2^32 entries of one subject are safe (NIST SP 800-38D, 8.3).
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(_derived(subject_secret, SEAL_KEY_LABEL)).encrypt(nonce, half.salt + half.data, SEALED + entry)
    return SEALED + nonce + hidden


def unseal(subject_secret: bytes, sealed: bytes, entry: bytes) -> Half:
    """The half that was sealed for this leaf; raises NotProven for another leaf, another subject, or changed bytes."""
    return keys_of(subject_secret).unseal(sealed, entry)


@dataclass(frozen=True)
class SubjectKeys:
    """The two keys of a subject, for whoever opens many of his entries: deriving them takes longer than using them."""

    tag_key: bytes = field(repr=False)
    seal_key: AESGCM = field(repr=False)

    def tag(self, counter: int) -> bytes:
        """The tag of the subject's entry number ``counter``, from 0."""
        return tag(self.tag_key, counter)

    def unseal(self, sealed: bytes, entry: bytes) -> Half:
        """As ``unseal`` does."""
        if sealed[:1] != SEALED:
            raise Malformed("This was sealed in an unknown way.")
        try:
            opened = self.seal_key.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], SEALED + entry)
        except (InvalidTag, ValueError) as wrong:
            raise NotProven("This was sealed for another entry or subject, or was changed.") from wrong
        return Half(opened[SALT_BYTES:], opened[:SALT_BYTES])


def keys_of(subject_secret: bytes) -> SubjectKeys:
    """The keys that follow from a subject's secret; raises Malformed."""
    return SubjectKeys(tag_key(subject_secret), AESGCM(_derived(subject_secret, SEAL_KEY_LABEL)))


def _derived(subject_secret: bytes, label: bytes) -> bytes:
    if len(subject_secret) != SECRET_BYTES:
        raise Malformed(f"The secret of a subject has {SECRET_BYTES} bytes.")
    return _hmac(subject_secret, label)


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")
