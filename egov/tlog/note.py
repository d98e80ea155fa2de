"""Signed notes (C2SP signed-note): a text and its signature lines.

Which bytes a key signs depends on its type, so a table of verifiers is handed in: see ``cosignature.VERIFIERS``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from egov.tlog.encoding import from_base64, to_base64
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519, PublicKey, SecretKey, check

LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
MOST_SIGNATURES = 64
LONGEST_NOTE = 1_000_000


@dataclass(frozen=True)
class Signature:
    """One signature line: who, with which key, and the bytes after the key's id."""

    name: str
    key_id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """The line with its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.blob)}\n"


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and its signatures, none of them believed yet."""

    text: str
    signatures: tuple[Signature, ...]

    def encoded(self) -> str:
        """The note as it is sent and stored (UTF-8)."""
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)


@dataclass(frozen=True)
class Opened:
    """A note of which each signature by a known key has been verified; the others are kept and not believed."""

    text: str
    verified: tuple[tuple[PublicKey, Signature], ...]
    unknown: tuple[Signature, ...]


Verifier = Callable[[PublicKey, str, bytes], None]
"""Raises NotProven unless the blob of a signature is this key's over this text."""


def sign_note(text: str, key: SecretKey) -> Signature:
    """A plain signature (type 0x01) over a text that ends in a newline."""
    if key.kind != ED25519:
        raise Malformed(f"The key of {key.name} signs checkpoints with a time, not plain notes.")
    return Signature(key.name, key.public.id, key.sign(_checked(text).encode()))


def verify_plain(key: PublicKey, text: str, blob: bytes) -> None:
    """Check a plain signature over the text (type 0x01)."""
    check(key, text.encode(), blob)


def parse_note(data: str | bytes) -> Note:
    """A note from its text or its bytes; raises Malformed."""
    text, blank, lines = _checked(data).rpartition("\n\n")
    if not blank:
        raise Malformed("A note is a text, an empty line and signature lines.")
    signatures = parse_signatures(lines)
    if not 0 < len(signatures) <= MOST_SIGNATURES:
        raise Malformed(f"A note has between 1 and {MOST_SIGNATURES} signatures.")
    return Note(text + "\n", signatures)


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """The signatures in lines that each end in a newline; raises Malformed."""
    if lines and not lines.endswith("\n"):
        raise Malformed("The last signature line does not end.")
    return tuple(_parse_line(line) for line in lines.split("\n")[:-1])


def open_note(note: Note, keys: Sequence[PublicKey], verifiers: Mapping[int, Verifier]) -> Opened:
    """Verify each signature by one of these keys; raises NotProven if one of them fails or none is there."""
    known = {(key.name, key.id): key for key in keys}
    verified, unknown = [], []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            unknown.append(signature)
        else:
            verifiers[key.kind](key, note.text, signature.blob)
            verified.append((key, signature))
    if not verified:
        raise NotProven("No key that we know has signed this.")
    return Opened(note.text, tuple(verified), tuple(unknown))


def _parse_line(line: str) -> Signature:
    found = LINE.fullmatch(line)
    if not found:
        raise Malformed(f"{line[:40]!r} is not a signature line.")
    data = from_base64(found[2])
    if len(data) < 5:
        raise Malformed(f"The signature of {found[1]!r} is too short.")
    return Signature(found[1], data[:4], data[4:])


def _checked(data: str | bytes) -> str:
    if len(data) > LONGEST_NOTE:
        raise Malformed(f"A note has at most {LONGEST_NOTE} bytes.")
    try:
        text = data.decode() if isinstance(data, bytes) else data.encode().decode()
    except UnicodeError as wrong:
        raise Malformed("A note is UTF-8.") from wrong
    if any(character < " " and character != "\n" for character in text) or not text.endswith("\n"):
        raise Malformed("A note ends in a newline and has no other control characters.")
    return text
