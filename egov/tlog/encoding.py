"""The few ways in which C2SP texts write numbers and bytes, read strictly: one value has exactly one spelling.

Strictness is what makes a changed byte visible: a lenient Base64 reader accepts several spellings of one signature.
"""

import binascii
import re
from base64 import b64decode, b64encode

from egov.tlog.errors import Malformed

HASH_BYTES = 32
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1


def to_base64(data: bytes) -> str:
    """Standard Base64 with padding (RFC 4648, section 4)."""
    return b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes behind canonical Base64; raises Malformed for any other spelling, also for spare bits at the end."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Malformed(f"{text[:40]!r} is not Base64.") from wrong
    if to_base64(data) != text:
        raise Malformed(f"{text[:40]!r} is not the canonical Base64 of its bytes.")
    return data


def hash_from_base64(text: str) -> bytes:
    """A SHA-256 hash of 32 bytes; raises Malformed."""
    data = from_base64(text)
    if len(data) != HASH_BYTES:
        raise Malformed(f"A hash has 32 bytes, not {len(data)}.")
    return data


def from_decimal(text: str) -> int:
    """A number from 0 to 2^63 - 1 in ASCII digits without leading zeros; raises Malformed."""
    if not DECIMAL.fullmatch(text) or int(text) > LARGEST:
        raise Malformed(f"{text[:40]!r} is not a number as these files write it.")
    return int(text)
