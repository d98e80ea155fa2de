"""Named keys of the C2SP notes: their texts, their ids, and the two algorithms behind the signature types.

Type 0x01 is Ed25519 over a note (signed-note), 0x04 Ed25519 and 0x06 ML-DSA-44 with a time (tlog-cosignature).
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from egov.tlog.encoding import from_base64, to_base64
from egov.tlog.errors import Malformed, NotProven

ED25519, ED25519_COSIGNATURE, MLDSA44_COSIGNATURE = 0x01, 0x04, 0x06
KEY_BYTES = {ED25519: 32, ED25519_COSIGNATURE: 32, MLDSA44_COSIGNATURE: 1312}
SEED_BYTES = 32
NAME = re.compile(r"[^\s+\x00-\x20\ud800-\udfff]+")


@dataclass(frozen=True)
class PublicKey:
    """A named key for checking: ``kind`` is the signature type, ``material`` the bytes that this type calls its key."""

    name: str
    kind: int
    material: bytes

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise Malformed(f"{self.name!r} cannot name a key: no spaces, no plus sign, not nothing.")
        if len(self.material) != KEY_BYTES.get(self.kind):
            raise Malformed(f"The key of {self.name!r} is of an unknown type, or has a wrong length.")

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.material).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one line of text, for policies and web pages."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.material)}"


@dataclass(frozen=True)
class SecretKey:
    """A named key for signing: ``seed`` is the private key of RFC 8032 or the seed of FIPS 204, 32 bytes both."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        return PublicKey(self.name, self.kind, ALGORITHMS[self.kind].material(self.seed))

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 or 2,420 bytes of ML-DSA-44 over the message."""
        return ALGORITHMS[self.kind].sign(self.seed, message)


@dataclass(frozen=True)
class Algorithm:
    """How the public key follows from the seed, how a message is signed, and how a signature is checked."""

    material: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    check: Callable[[bytes, bytes, bytes], None]


def new_key(name: str, kind: int) -> SecretKey:
    """A key from the machine's random numbers."""
    return SecretKey(name, kind, secrets.token_bytes(SEED_BYTES))


def check(key: PublicKey, message: bytes, signature: bytes) -> None:
    """Raises NotProven unless this is the key's signature over the message."""
    try:
        ALGORITHMS[key.kind].check(key.material, message, signature)
    except (InvalidSignature, ValueError) as wrong:
        raise NotProven(f"The signature of {key.name} does not fit.") from wrong
    except UnsupportedAlgorithm as wrong:
        raise NotProven(f"This installation cannot check the ML-DSA-44 signature of {key.name}.") from wrong


def parse_vkey(vkey: str) -> PublicKey:
    """A public key from its text; raises Malformed. The id is checked, so a mistyped key is noticed."""
    name, key_id, data = _three_parts(vkey)
    key = PublicKey(name, data[0], data[1:])
    if key.id.hex() != key_id:
        raise Malformed(f"The id of the key of {name!r} is not {key_id[:8]!r}: was it typed wrongly?")
    return key


def _three_parts(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Malformed("A key is written as NAME+ID+KEY.")
    try:
        data = from_base64(parts[2])
    except Malformed:
        raise Malformed(f"The key of {parts[0]!r} is not Base64.") from None
    if not data:
        raise Malformed(f"The key of {parts[0]!r} is empty.")
    return parts[0], parts[1], data


EDWARDS = Algorithm(
    material=lambda seed: Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw(),
    sign=lambda seed, message: Ed25519PrivateKey.from_private_bytes(seed).sign(message),
    check=lambda key, message, signature: Ed25519PublicKey.from_public_bytes(key).verify(signature, message),
)
LATTICE = Algorithm(
    material=lambda seed: MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw(),
    sign=lambda seed, message: MLDSA44PrivateKey.from_seed_bytes(seed).sign(message),
    check=lambda key, message, signature: MLDSA44PublicKey.from_public_bytes(key).verify(signature, message),
)
ALGORITHMS = {ED25519: EDWARDS, ED25519_COSIGNATURE: EDWARDS, MLDSA44_COSIGNATURE: LATTICE}
