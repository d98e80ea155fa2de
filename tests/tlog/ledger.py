"""A small log as a ministry would keep it: its keys, its witnesses, its policy, its entries and receipts."""

from hashlib import sha256

from egov.tlog.canonical import to_canonical
from egov.tlog.checkpoint import Checkpoint
from egov.tlog.commitments import CITIZEN, OFFICIAL, Half, commit, tag
from egov.tlog.cosignature import cosign, sign_checkpoint
from egov.tlog.keys import ED25519, ED25519_COSIGNATURE, MLDSA44_COSIGNATURE, SecretKey
from egov.tlog.leaf import Leaf
from egov.tlog.merkle import EMPTY_ROOT, NodeReader, frontier_at, leaf_hash, node_hash
from egov.tlog.note import Note
from egov.tlog.proof import Proof
from egov.tlog.receipt import Opening, make_receipt

ORIGIN = "ministry.example/log"
MOMENT = 1_795_500_000
MINUTE = MOMENT // 60


def seeded(words: str) -> bytes:
    """32 bytes that are the same in each run."""
    return sha256(words.encode()).digest()


LOG = SecretKey(ORIGIN, ED25519, seeded("log"))
LOG_LATTICE = SecretKey(ORIGIN, MLDSA44_COSIGNATURE, seeded("log, ML-DSA-44"))
OMBUDSMAN = SecretKey("ombudsman.example/witness", ED25519_COSIGNATURE, seeded("ombudsman"))
UNIVERSITY = SecretKey("university.example/witness", ED25519_COSIGNATURE, seeded("university"))
FINANCE = SecretKey("finance.example/witness", MLDSA44_COSIGNATURE, seeded("finance"))
STRANGER = SecretKey("stranger.example", ED25519_COSIGNATURE, seeded("stranger"))

POLICY = f"""# Whom Amina trusts
log {LOG.public.vkey} https://ministry.example/log
witness ombudsman {OMBUDSMAN.public.vkey}
witness university {UNIVERSITY.public.vkey}
group both all ombudsman university
quorum both
""".encode()


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word by word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node_hash(naive_root(leaves[:left]), naive_root(leaves[left:]))


def naive_reader(leaves: list[bytes]) -> NodeReader:
    """Nodes by the definition."""
    return lambda level, index: naive_root(leaves[index << level : (index + 1) << level])


def opening(number: int) -> Opening:
    """What entry ``number`` says, about Amina."""
    record = {"case": f"DL-{number:04}", "what": "Application received", "who": "Harbour office – مكتب الميناء"}
    citizen = Half(to_canonical(record), seeded(f"salt {number}"))
    official = Half(to_canonical({"officer": "omar"}), seeded(f"official salt {number}"))
    tags = tag(seeded("key of Amina"), number)
    leaf = Leaf(MINUTE + number, 7, tags, commit(OFFICIAL, official), commit(CITIZEN, citizen))
    return Opening(leaf.encoded(), citizen)


def entries(count: int) -> list[bytes]:
    """The leaves of the log."""
    return [opening(number).leaf for number in range(count)]


def head(count: int, *keys: SecretKey, witnesses: tuple[SecretKey, ...] = (OMBUDSMAN, UNIVERSITY)) -> Note:
    """The log's signed checkpoint with cosignatures."""
    root = frontier_at(count, naive_reader([leaf_hash(entry) for entry in entries(count)])).root
    text = Checkpoint(ORIGIN, count, root).text
    note = sign_checkpoint(text, list(keys or (LOG,)), MOMENT)
    return Note(text, (*note.signatures, *(cosign(text, witness, MOMENT) for witness in witnesses)))


def receipt(index: int, count: int, note: Note | None = None) -> Proof:
    """Amina's receipt for one entry."""
    read = naive_reader([leaf_hash(entry) for entry in entries(count)])
    return make_receipt(index, opening(index), note or head(count), read)
