"""The signed head of a log (C2SP tlog-checkpoint): which log, how many entries, which root."""

from dataclasses import dataclass

from egov.tlog.encoding import HASH_BYTES, LARGEST, from_decimal, hash_from_base64, to_base64
from egov.tlog.errors import Malformed
from egov.tlog.merkle import EMPTY_ROOT


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself. ``origin`` names the log; ``size`` counts entries; ``root`` has 32 bytes."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(lines) or any("\n" in line for line in lines):
            raise Malformed("The lines of a checkpoint are not empty.")
        if not 0 <= self.size <= LARGEST or len(self.root) != HASH_BYTES:
            raise Malformed("A checkpoint has a size and a root of 32 bytes.")
        if not self.size and self.root != EMPTY_ROOT:
            raise Malformed("The root of an empty log is the hash of nothing (RFC 6962, 2.1).")

    @property
    def text(self) -> str:
        """The text of the note that is signed."""
        return "\n".join([self.origin, str(self.size), to_base64(self.root), *self.extensions]) + "\n"

    @property
    def tree(self) -> tuple[int, bytes]:
        """Size and root, as the consistency proofs ask for them."""
        return self.size, self.root


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from the text of a note; raises Malformed. What it says is only as good as the signatures."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise Malformed("A checkpoint has at least three lines: origin, size and root.")
    return Checkpoint(lines[0], from_decimal(lines[1]), hash_from_base64(lines[2]), tuple(lines[3:-1]))
