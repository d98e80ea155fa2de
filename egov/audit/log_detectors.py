"""Detectors for the log as a whole: its signature, its growth, its tree, its files."""

from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import exists, select

from egov.audit.evidence import BATCH, Evidence, leaves_in_order
from egov.audit.models import Entry
from egov.tlog.checkpoint import parse_checkpoint
from egov.tlog.cosignature import VERIFIERS
from egov.tlog.encoding import to_base64
from egov.tlog.errors import LogProblem
from egov.tlog.merkle import AT_ONCE, Frontier, grow, leaf_hash, root_of
from egov.tlog.note import Note, open_note, parse_note
from egov.tlog.policy import believe
from egov.tlog.promise import verify_promise
from egov.tlog.tiles import ENTRIES, WIDTH, Tile, encode_bundle

Found = Iterator[tuple[str, str]]
"""Sentences, each with the place that it speaks of."""


def signed_checkpoint(evidence: Evidence) -> Found:
    """The published checkpoint is signed by the log's key, under its name, and by as many witnesses as needed."""
    try:
        note = evidence.facts.folder.checkpoint()
        if note is not None:
            believe(parse_note(note), evidence.facts.policy)
        elif evidence.session.scalar(select(exists().where(Entry.log_index.is_not(None)))):
            yield "The log has entries, but it shows no checkpoint to the world.", "checkpoint"
    except (LogProblem, UnicodeError) as wrong:
        yield f"Nobody can believe the published checkpoint. {wrong}", "checkpoint"


def earlier_checkpoints(evidence: Evidence) -> Found:
    """The log begins with every log that somebody remembers: it was neither cut nor rewritten."""
    earlier = evidence.facts.earlier
    remembered = sorted((parse_checkpoint(note.text).size, number) for number, note in enumerate(earlier))
    frontier = Frontier()
    largest = max((size for size, _number in remembered), default=0)
    with closing(leaves_in_order(evidence, largest)) as leaves:
        for size, number in remembered:
            note, where = earlier[number], f"earlier checkpoint of {size} entries"
            while frontier.size < size:
                some = [leaf_hash(next(leaves)) for _ in range(min(AT_ONCE, size - frontier.size))]
                frontier = grow(frontier, some).frontier
            if not _is_ours(note, evidence):
                yield "This log has not signed the checkpoint that you gave.", where
            elif size > evidence.facts.size:
                yield f"The log once had {size} entries, and now it shows {evidence.facts.size}: it was cut.", where
            elif frontier.root != parse_checkpoint(note.text).root:
                yield "The log said something else when this checkpoint was signed: it was rewritten.", where


def promises(evidence: Evidence) -> Found:
    """What the log promised to take in has its place there, or waits for it: nothing was dropped before."""
    kept = {}
    for written in evidence.facts.promises:
        try:
            promise = verify_promise(written, evidence.facts.policy)
            kept[promise.leaf_hash] = promise.received
        except LogProblem as wrong:
            yield f"This log has not given the promise that you gave. {wrong}", "promise"
    if not kept:
        return
    leaves = select(Entry.leaf).where(Entry.leaf.is_not(None))
    for leaf in evidence.session.scalars(leaves.execution_options(yield_per=BATCH)):
        kept.pop(leaf_hash(leaf) if isinstance(leaf, bytes) else b"", None)
    for entry, received in kept.items():
        where = f"entry {to_base64(entry)}"
        yield f"The log promised on {received:%Y-%m-%d %H:%M:%S} UTC to take it in, and it is not there.", where


def tree(evidence: Evidence) -> Found:
    """The leaves in the database lead to the published root."""
    published = evidence.facts.published
    if published and root_of(leaves_in_order(evidence, published.size)) != published.root:
        yield "The entries in the database are not those that the published checkpoint vouches for.", "tree"


def tiles(evidence: Evidence) -> Found:
    """The published files are made of the leaves in the database."""
    levels: dict[int, tuple[int, list[bytes]]] = {}
    bundle: list[bytes] = []
    place = 0
    for leaf in leaves_in_order(evidence, evidence.facts.size):
        bundle.append(leaf)
        place += 1
        if len(bundle) == WIDTH:
            yield from _compare(evidence, Tile(ENTRIES, place // WIDTH - 1), encode_bundle(bundle))
            yield from _add(evidence, levels, 0, [leaf_hash(each) for each in bundle])
            bundle = []
    if bundle:
        yield from _compare(evidence, Tile(ENTRIES, place // WIDTH, len(bundle)), encode_bundle(bundle))
        yield from _add(evidence, levels, 0, [leaf_hash(each) for each in bundle])
    for level, (index, hashes) in levels.items():
        if hashes:
            yield from _compare(evidence, Tile(level, index, len(hashes)), b"".join(hashes))


def _add(evidence: Evidence, levels: dict[int, tuple[int, list[bytes]]], level: int, hashes: list[bytes]) -> Found:
    """Note hashes of a level. A tile that becomes full is compared, and its root belongs to the level above."""
    index, before = levels.get(level, (0, []))
    together = before + hashes
    if len(together) < WIDTH:
        levels[level] = index, together
        return
    levels[level] = index + 1, []
    yield from _compare(evidence, Tile(level, index), b"".join(together))
    yield from _add(evidence, levels, level + 1, [grow(Frontier(), together).frontier.root])


def _compare(evidence: Evidence, tile: Tile, expected: bytes) -> Found:
    try:
        there = evidence.facts.folder.read(tile)
    except OSError:
        yield "A file of the published log is missing.", tile.path
        return
    if there != expected:
        yield "A file of the published log does not say what the database says.", tile.path


def _is_ours(note: Note, evidence: Evidence) -> bool:
    origin = evidence.facts.published.origin if evidence.facts.published else parse_checkpoint(note.text).origin
    keys = [party.key for party in evidence.facts.policy.logs]
    try:
        opened = open_note(note, keys, VERIFIERS)
    except LogProblem:
        return False
    return bool(opened.verified) and parse_checkpoint(note.text).origin == origin
