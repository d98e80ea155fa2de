"""What keeps a backup secret and whole: AES-256-GCM in chunks, under a key that scrypt makes of a passphrase.

It is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (CRYPTO 2015): the nonce of a chunk holds its
number and whether it is the last one, so that no chunk can be changed, exchanged or left out, and no end cut off.
Each file has a salt and so a key of its own; a nonce is never used twice under it. What the key costs stands in the
program and not in the file, so that no forged file can ask for more memory.
"""

import hmac
import io
import os
import unicodedata
from functools import lru_cache
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"egov backup 1\n"
SALT, PROOF, TAG = 16, 16, 16  # bytes
CHUNK = 64 * 1024  # bytes of content in each chunk but the last
SHORTEST_PASSPHRASE = 12  # characters
COST = 2**17  # of scrypt, with r=8: 128 MB and a third of a second for each guess (OWASP's advice)


class BackupProblem(Exception):
    """Why there is no backup, or why it was not restored, in a sentence with its cure."""


class Sealing(io.RawIOBase):
    """A file to write to; what is written reaches ``target`` encrypted, and is complete after ``finish``."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        salt = os.urandom(SALT)
        self._cipher, proof = _opened_with(passphrase, salt)
        self._target, self._waiting, self._number = target, bytearray(), 0
        target.write(MAGIC + salt + proof)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._seal(last=False)
        return len(data)

    def finish(self) -> None:
        """Seal the last chunk."""
        self._seal(last=True)

    def _seal(self, *, last: bool) -> None:
        content = bytes(self._waiting[:CHUNK])
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), content, MAGIC))
        del self._waiting[:CHUNK]
        self._number += 1


class Opening(io.RawIOBase):
    """A file to read from: what was sealed in ``source``. Raises BackupProblem where it is not as it was sealed."""

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        head = source.read(len(MAGIC) + SALT + PROOF)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + SALT + PROOF:
            raise BackupProblem("This file is not a backup of this program. Name a file that egov backup has made.")
        self._cipher, proof = _opened_with(passphrase, head[len(MAGIC) : -PROOF])
        if not hmac.compare_digest(proof, head[-PROOF:]):
            raise BackupProblem(
                "The passphrase is not the one that this backup was made with (or the first bytes of it are damaged)."
            )
        self._source, self._number, self._open = source, 0, memoryview(b"")
        self._next = source.read(CHUNK + TAG)
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._open and not self._ended:
            self._open = memoryview(self._unsealed())
        count = min(len(buffer), len(self._open))
        buffer[:count] = self._open[:count]
        self._open = self._open[count:]
        return count

    def _unsealed(self) -> bytes:
        sealed, self._next = self._next, self._source.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            content = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, MAGIC)
        except InvalidTag as wrong:
            place = self._number * CHUNK
            raise BackupProblem(
                f"The backup is damaged: after {place} bytes something was changed, or its end is missing. "
                "Take another copy of it, or an older backup."
            ) from wrong
        self._number += 1
        return content


@lru_cache(maxsize=1)
def _opened_with(passphrase: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The cipher, and what proves that the passphrase is the right one; a restore asks twice, for its two readings."""
    # The same words typed on two keyboards, with letters and accents together or apart, are the same passphrase.
    words = unicodedata.normalize("NFC", passphrase).encode()
    made = Scrypt(salt=salt, length=32 + PROOF, n=COST, r=8, p=1).derive(words)
    return AESGCM(made[:32]), made[32:]


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
