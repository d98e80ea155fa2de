"""Programs that others wrote, and our stand-alone ones, asked about the same proofs. Each answers yes or no to each."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymerkle import InmemoryTree, InvalidChallenge, InvalidProof, verify_inclusion

from egov.tlog import alone
from egov.tlog.alone import verify_receipt as program
from egov.tlog.encoding import to_base64
from egov.tlog.errors import LogProblem
from egov.tlog.merkle import leaf_hash
from egov.tlog.policy import parse_policy
from egov.tlog.proof import Proof
from egov.tlog.receipt import verify_receipt
from tests.support.browser import chromium, chromium_program
from tests.tlog.ledger import POLICY

SIGSTORE = "@sigstore/verify@4.1.3"
READER = """
const {verifyMerkleInclusion} = require("@sigstore/verify/dist/tlog/merkle.js");
const bytes = text => Buffer.from(text, "base64");
const answers = JSON.parse(require("fs").readFileSync(process.argv[2])).map(({index, size, leaf, path, root}) => {
  const inclusionProof = {logIndex: String(index), hashes: path.map(bytes)};
  const head = {logSize: BigInt(size), logHash: bytes(root)};
  try {
    verifyMerkleInclusion({inclusionProof, canonicalizedBody: bytes(leaf)}, head);
    return true;
  } catch { return false; }
});
console.log(JSON.stringify(answers));
"""
IN_THE_PAGE = """async ([texts, policy]) => {
  const answers = [];
  for (const text of texts)
    answers.push(await verifyReceipt(new TextEncoder().encode(text), policy).then(() => true, () => false));
  return answers;
}"""


@dataclass(frozen=True)
class Asked:
    """A receipt, the public bytes of the entry that it speaks of, and the root and size that the log signed."""

    proof: Proof
    leaf: bytes
    size: int
    root: bytes


def ours(asked: Sequence[Asked]) -> list[bool]:
    """This project's room."""
    policy = parse_policy(POLICY)

    def holds(each: Asked) -> bool:
        try:
            verify_receipt(each.proof.encoded(), policy)
        except LogProblem:
            return False
        return True

    return [holds(each) for each in asked]


def our_program(asked: Sequence[Asked]) -> list[bool]:
    """The stand-alone Python file."""
    policy = program.read_policy(POLICY)

    def holds(each: Asked) -> bool:
        try:
            program.verify(each.proof.encoded().encode(), policy)
        except program.Wrong:
            return False
        return True

    return [holds(each) for each in asked]


def our_page(asked: Sequence[Asked]) -> list[bool]:
    """The stand-alone page in Chromium."""
    found = chromium_program()
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with chromium(found) as browser:
        page = browser.new_page()
        page.goto((Path(str(alone.__file__)).parent / "verify.html").as_uri())
        answers: list[bool] = page.evaluate(IN_THE_PAGE, [[each.proof.encoded() for each in asked], POLICY.decode()])
        return answers


def pymerkle(asked: Sequence[Asked], entries: Sequence[bytes]) -> list[bool]:
    """PyPI's pymerkle, with a tree of its own over the same entries, which must have the same roots."""
    tree = InmemoryTree.init_from_entries(list(entries), algorithm="sha256")

    def holds(each: Asked) -> bool:
        leaf = leaf_hash(each.leaf)
        try:
            proof = tree.prove_inclusion(each.proof.index + 1, each.size)
            proof.path = [leaf, *each.proof.path]
            verify_inclusion(leaf, tree.get_root(each.size), proof, index=each.proof.index + 1, size=each.size)
        except (InvalidProof, InvalidChallenge):
            return False
        return True

    assert all(tree.get_root(each.size) == each.root for each in asked)
    return [holds(each) for each in asked]


def sigstore(asked: Sequence[Asked], folder: Path) -> list[bool]:
    """The Merkle code of npm's @sigstore/verify."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("Node.js with npm is not installed (Debian: apt-get install nodejs npm)")
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), SIGSTORE]
    if subprocess.run(install, check=False, capture_output=True, timeout=120).returncode:
        pytest.skip(f"npm could not install {SIGSTORE}: no network, or no registry")
    questions = [
        {
            "index": each.proof.index,
            "size": each.size,
            "leaf": to_base64(each.leaf),
            "path": [to_base64(sibling) for sibling in each.proof.path],
            "root": to_base64(each.root),
        }
        for each in asked
    ]
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    (folder / "read.cjs").write_text(READER, encoding="utf-8")
    command = [node, str(folder / "read.cjs"), str(folder / "questions.json")]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
    answers: list[bool] = json.loads(said)
    return answers
