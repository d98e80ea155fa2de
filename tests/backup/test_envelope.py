"""The envelope: whatever is changed, exchanged, left out or cut off is noticed, and memory does not grow with it."""

import io
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from egov.backup.envelope import CHUNK, MAGIC, PROOF, SALT, TAG, BackupProblem, Opening, Sealing
from tests.backup.house import PASSPHRASE

HEAD, PIECE = len(MAGIC) + SALT + PROOF, CHUNK + TAG
CONTENT = bytes(3 * CHUNK) + b"the end"
ONE_MEGABYTE = 1024 * 1024


def sealed(content: bytes, passphrase: str = PASSPHRASE) -> bytes:
    target = io.BytesIO()
    sealing = Sealing(target, passphrase)
    sealing.write(content)
    sealing.finish()
    return target.getvalue()


def opened(data: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return io.BufferedReader(Opening(io.BytesIO(data), passphrase)).read()


def pieces(data: bytes) -> list[bytes]:
    """The chunks as they are sealed."""
    return [data[place : place + PIECE] for place in range(HEAD, len(data), PIECE)]


def spoilt(good: bytes, other: bytes) -> Iterator[bytes]:
    """A backup that somebody has worked on, who has another one under the same passphrase."""
    dice, head, parts = random.Random(), good[:HEAD], pieces(good)
    for _time in range(50):
        place = dice.randrange(HEAD, len(good))
        yield good[:place] + bytes([good[place] ^ 1 << dice.randrange(8)]) + good[place + 1 :]
        yield good[: dice.randrange(HEAD, len(good))]
    for index, part in enumerate(parts):
        yield head + b"".join([*parts[:index], *parts[index + 1 :]])
        yield head + b"".join([*parts[:index], part, *parts[index:]])
        yield head + b"".join([*parts[:index], pieces(other)[index], *parts[index + 1 :]])
        yield head + b"".join(parts[: index + 1])[: -len(parts[-1]) or None]
    yield head + parts[1] + parts[0] + b"".join(parts[2:])
    yield head + b"".join(pieces(other))
    yield head
    yield good + b"\0"
    yield good + parts[-1]


@pytest.mark.parametrize("size", [0, CHUNK - 1, CHUNK, CHUNK + 1])
def test_what_was_sealed_is_opened(size: int) -> None:
    assert opened(sealed(CONTENT[:size])) == CONTENT[:size]


def test_whatever_is_done_to_it_is_noticed() -> None:
    good, other = sealed(CONTENT), sealed(CONTENT)
    for bad in spoilt(good, other):
        with pytest.raises(BackupProblem, match="The backup is damaged"):
            opened(bad)
    assert opened(good) == opened(other) == CONTENT


def test_no_two_chunks_are_sealed_alike() -> None:
    parts = [part for _time in range(2) for part in pieces(sealed(bytes(20 * CHUNK)))]
    assert len({*parts}) == len(parts) == 40


def test_a_head_that_was_worked_on_opens_nothing() -> None:
    good = sealed(CONTENT)
    for place in (len(MAGIC), HEAD - 1):
        with pytest.raises(BackupProblem, match="The passphrase is not the one"):
            opened(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
    for bad in (good[1:], good[: HEAD - 1], b"", MAGIC.replace(b"1", b"2") + good[len(MAGIC) :]):
        with pytest.raises(BackupProblem, match="is not a backup of this program"):
            opened(bad)


def test_letters_with_accents_are_the_same_on_every_keyboard() -> None:
    assert opened(sealed(b"it", "trois b\u00e2teaux"), "trois ba\u0302teaux") == b"it"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    tracemalloc.start()
    with (tmp_path / "large").open("wb") as target:
        sealing = Sealing(target, PASSPHRASE)
        for _megabyte in range(24):
            sealing.write(bytes(ONE_MEGABYTE))
        sealing.finish()
    with (tmp_path / "large").open("rb") as source, io.BufferedReader(Opening(source, PASSPHRASE)) as opening:
        assert sum(len(part) for part in iter(lambda: opening.read(CHUNK), b"")) == 24 * ONE_MEGABYTE
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * ONE_MEGABYTE
