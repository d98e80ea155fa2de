"""Policies: the example of the specification, what is no policy, and who makes a quorum."""

from itertools import combinations

import pytest

from egov.tlog.cosignature import cosign
from egov.tlog.errors import Malformed, NotProven
from egov.tlog.keys import ED25519_COSIGNATURE, SecretKey
from egov.tlog.note import Note
from egov.tlog.policy import believe, parse_policy
from tests.tlog.ledger import (
    FINANCE,
    LOG,
    LOG_LATTICE,
    MOMENT,
    OMBUDSMAN,
    POLICY,
    STRANGER,
    UNIVERSITY,
    head,
    seeded,
)

W = {
    name: SecretKey(f"{name}.example", ED25519_COSIGNATURE, seeded(name)).public.vkey
    for name in ["X1", "X2", "X3", "Y1", "Y2"]
}
EXAMPLE = f"""
# Two levels of groups, as in c2sp.org/tlog-policy
log {LOG.public.vkey}

witness X1 {W["X1"]}
witness X2 {W["X2"]}\thttps://x2.example/
 witness  X3\t{W["X3"]}
group X-witnesses 2 X1 X2 X3
witness Y1 {W["Y1"]}
witness Y2 {W["Y2"]}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
NO_POLICIES = {
    "nothing": "",
    "no quorum": f"log {LOG.public.vkey}\n",
    "two quorums": "quorum none\nquorum none\n",
    "an unknown quorum": "quorum somebody\n",
    "an unknown word": "quorum none\nlogs a\n",
    "a control character": "quorum none\r\n",
    "a witness that is a log": f"witness a {LOG.public.vkey}\nquorum a\n",
    "a log that is a witness": f"log {OMBUDSMAN.public.vkey}\nquorum none\n",
    "a log twice": f"log {LOG.public.vkey}\nlog {LOG.public.vkey}\nquorum none\n",
    "a witness twice": f"witness a {W['X1']}\nwitness b {W['X1']}\nquorum none\n",
    "a name twice": f"witness a {W['X1']}\nwitness a {W['X2']}\nquorum none\n",
    "a witness called none": f"witness none {W['X1']}\nquorum none\n",
    "a member of two groups": f"witness a {W['X1']}\ngroup b any a\ngroup c any a\nquorum c\n",
    "a member twice": f"witness a {W['X1']}\ngroup b 2 a a\nquorum b\n",
    "a member of itself": f"witness a {W['X1']}\ngroup b any a b\nquorum b\n",
    "a member named later": f"group b any a\nwitness a {W['X1']}\nquorum b\n",
    "none as a member": "group b any none\nquorum b\n",
    "more than there are": f"witness a {W['X1']}\ngroup b 2 a\nquorum b\n",
    "fewer than one": f"witness a {W['X1']}\ngroup b 0 a\nquorum b\n",
    "no member": "group b any\nquorum b\n",
    "a broken key": f"log {LOG.public.vkey[:-4]}\nquorum none\n",
}


@pytest.mark.parametrize("why", NO_POLICIES)
def test_what_is_no_policy(why: str) -> None:
    with pytest.raises(Malformed):
        parse_policy(NO_POLICIES[why].encode())


def test_a_mistake_is_named_by_its_line() -> None:
    with pytest.raises(Malformed, match="Line 3 of the policy"):
        parse_policy(b"# a comment\n\nwho knows\nquorum none\n")


def test_a_quorum_of_two_levels() -> None:
    policy = parse_policy(EXAMPLE.encode())
    assert policy.witnesses["X2"].url == "https://x2.example/"
    for count in range(len(W) + 1):
        for names in map(set, combinations(W, count)):
            expected = len(names & {"X1", "X2", "X3"}) >= 2 and bool(names & {"Y1", "Y2"})
            assert policy.met_by(names) is expected


def test_names_are_octets_and_no_unicode() -> None:
    text = b"witness \xff " + W["X1"].encode() + b"\nwitness \xe2\x84\xaa " + W["X2"].encode()
    policy = parse_policy(text + b"\ngroup K all \xff \xe2\x84\xaa\nquorum K\n")
    assert len(policy.witnesses) == 2
    assert policy.met_by(set(policy.witnesses))


def test_a_checkpoint_is_believed_with_its_quorum() -> None:
    believed = believe(head(7), parse_policy(POLICY))
    assert (believed.checkpoint.size, believed.log, believed.unknown) == (7, LOG.public, 0)
    assert believed.witnessed == {"ombudsman": MOMENT, "university": MOMENT}


def test_a_checkpoint_without_its_quorum_is_not_believed() -> None:
    for witnesses in [(), (OMBUDSMAN,), (OMBUDSMAN, OMBUDSMAN), (OMBUDSMAN, STRANGER)]:
        with pytest.raises(NotProven, match="Not enough witnesses"):
            believe(head(7, witnesses=witnesses), parse_policy(POLICY))


def test_a_witness_of_ml_dsa_counts_like_any_other() -> None:
    policy = parse_policy(f"log {LOG_LATTICE.public.vkey}\nwitness f {FINANCE.public.vkey}\nquorum f\n".encode())
    believed = believe(head(7, LOG, LOG_LATTICE, witnesses=(FINANCE, UNIVERSITY)), policy)
    assert (believed.witnessed, believed.unknown) == ({"f": MOMENT}, 2)


def test_a_checkpoint_that_only_witnesses_signed_is_not_believed() -> None:
    text = head(7).text
    note = Note(text, (cosign(text, OMBUDSMAN, MOMENT), cosign(text, UNIVERSITY, MOMENT)))
    with pytest.raises(NotProven, match="has not signed"):
        believe(note, parse_policy(POLICY))


def test_another_log_is_not_believed() -> None:
    other = POLICY.replace(LOG.public.vkey.encode(), SecretKey("other.example/log", 1, LOG.seed).public.vkey.encode())
    with pytest.raises(NotProven, match="does not know a log"):
        believe(head(7), parse_policy(other))
