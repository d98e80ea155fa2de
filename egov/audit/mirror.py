"""A mirror keeps the whole public log of somebody else, and takes over only what it has computed anew itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import requests

from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.cosignature import VERIFIERS
from egov.tlog.errors import NotProven
from egov.tlog.folder import LogFolder
from egov.tlog.keys import PublicKey
from egov.tlog.note import Note, open_note, parse_note
from egov.tlog.tiles import ENTRIES, WIDTH, decode_bundle, tile_of

SECONDS = 10.0
LONGEST = 17 * 1024 * 1024  # A bundle of 256 entries of 65,535 bytes fits.
BUNDLES_AT_ONCE = 64


@dataclass(frozen=True)
class Mirror:
    """The copy in ``folder`` of the log that is served at ``url`` and signed by one of ``keys``."""

    url: str
    folder: LogFolder
    keys: Sequence[PublicKey]

    def follow(self) -> int:
        """Take over what is new; how many entries. Raises NotProven where the log is not what it was before."""
        note = parse_note(self._get("checkpoint"))
        open_note(note, self.keys, VERIFIERS)
        theirs, start = parse_checkpoint(note.text), self.folder.size
        if theirs.size < start:
            raise NotProven(f"The log had {start} entries, and shows {theirs.size}.")
        frontier = self.folder.frontier(start)
        while frontier.size < theirs.size:
            frontier = self.folder.extend(frontier, self._leaves(frontier.size, theirs.size))
        if frontier.root != theirs.root:
            raise NotProven("The leaves of the log are not those that its checkpoint vouches for.")
        self._publish(note)
        return theirs.size - start

    def _leaves(self, start: int, size: int) -> list[bytes]:
        """The leaves from this place up to the end of the log of this size, or of a bundle."""
        first = start // WIDTH
        leaves: list[bytes] = []
        for index in range(first, min(first + BUNDLES_AT_ONCE, -(-size // WIDTH))):
            bundle = tile_of(ENTRIES, index, size)
            leaves += decode_bundle(self._get(bundle.path), bundle.width)
        return leaves[start % WIDTH :]

    def _publish(self, note: Note) -> None:
        if note.encoded() != self.folder.checkpoint():
            self.folder.publish(note.encoded())

    def _get(self, path: str) -> bytes:
        with requests.get(f"{self.url}/{path}", timeout=SECONDS, stream=True) as answer:
            answer.raise_for_status()
            data: bytes = answer.raw.read(LONGEST, decode_content=True)
        return data
