"""The public bytes of an entry: what the log shows to the world, without a word about anybody.

103 bytes, numbers with the most significant byte first: version (1), minute (4), action (2), tag (32), commitment to
the official's half (32), commitment to the citizen's half (32).
"""

import struct
from dataclasses import dataclass

from egov.tlog.commitments import COMMITMENT_BYTES, TAG_BYTES
from egov.tlog.errors import Malformed

VERSION = 1
LAYOUT = struct.Struct(f">BIH{TAG_BYTES}s{COMMITMENT_BYTES}s{COMMITMENT_BYTES}s")
LEAF_BYTES = LAYOUT.size


@dataclass(frozen=True)
class Leaf:
    """``minute`` counts from 1970 in UTC, ``action`` is a code from 0 to 65,535.

    An entry about nobody carries a random tag, and a commitment to an empty half: it looks like any other.
    """

    minute: int
    action: int
    tag: bytes
    official: bytes
    citizen: bytes

    def encoded(self) -> bytes:
        """The 103 bytes; raises Malformed if a part does not fit."""
        parts = (self.tag, self.official, self.citizen)
        if any(len(part) != size for part, size in zip(parts, (TAG_BYTES, *[COMMITMENT_BYTES] * 2), strict=True)):
            raise Malformed("Tags and commitments have 32 bytes.")
        try:
            return LAYOUT.pack(VERSION, self.minute, self.action, *parts)
        except struct.error as wrong:
            raise Malformed("The minute or the action of a leaf is out of range.") from wrong


def parse_leaf(data: bytes) -> Leaf:
    """The leaf in these bytes; raises Malformed, also for a version that this program does not know."""
    if len(data) != LEAF_BYTES or data[0] != VERSION:
        raise Malformed(f"A leaf of version {VERSION} has {LEAF_BYTES} bytes.")
    return Leaf(*LAYOUT.unpack(data)[1:])
