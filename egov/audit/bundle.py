"""All that the log has about a case, for a court: it checks it with the programs in the same folder, and trusts nobody.

entries.json          each entry: official half with its salt, leaf, place in the log
receipt-N.tlog-proof  the proof of entry N, with the citizen's half and its salt where it was not erased
checkpoint, policy    the signed state of the log, and whom to believe
verify_receipt.py, verify.html, verify_official.py, README.txt
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select

from egov.audit.halves import official_half
from egov.audit.log_folder import log_folder
from egov.audit.log_keys import policy_text
from egov.audit.models import Entry
from egov.audit.receipts import is_in_log, receipt_for
from egov.db import db
from egov.errors import NotFound
from egov.tlog import alone
from egov.tlog.canonical import from_canonical
from egov.tlog.encoding import to_base64

PROGRAMS = ("verify_receipt.py", "verify.html", "verify_official.py")
README = """The entries of the public audit log about the case {reference}, as they stood in its checkpoint.

You need Python 3.11 or later and the package "cryptography" (python -m pip install cryptography), and no network.
Take the policy from somebody other than the office, and compare it with the file "policy" in this folder.

1. Is each entry in the log, and is what the citizen was told what the log committed to?
       python verify_receipt.py receipt-1.tlog-proof --policy policy
   and so on for each receipt. Or open verify.html in a browser and give it the same two files.
2. Is what the office says of each entry (who, what, when, for which purpose) what the log committed to?
       python verify_official.py entries.json
   It compares each leaf with the one in the receipt, too.

What this does not prove: that these are all entries of the case. Whoever the case is about can check that at the
office's pages ("Who looked at my file"), and an auditor with "egov audit verify".
"""


def entries_about_case(reference: str) -> Sequence[Entry]:
    """The entries about a case that the published log has, in its order. Raises NotFound where it has none."""
    query = select(Entry).where(Entry.case_reference == reference, Entry.log_index.is_not(None))
    found = [entry for entry in db.session.scalars(query.order_by(Entry.log_index)) if is_in_log(entry)]
    if not found:
        raise NotFound()
    return found


def write_bundle(reference: str, target: Path) -> int:
    """Write the bundle of a case as a ZIP file; how many entries it has. Raises NotFound for an unknown case."""
    entries = entries_about_case(reference)
    with ZipFile(target, "w", ZIP_DEFLATED) as bundle:
        for name, content in _files(reference, entries):
            bundle.writestr(name, content)
    return len(entries)


def _files(reference: str, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    yield "README.txt", README.format(reference=reference)
    yield "checkpoint", log_folder().checkpoint() or ""
    yield "policy", policy_text()
    yield "entries.json", json.dumps([_opened(entry) for entry in entries], ensure_ascii=False, indent=1)
    for number, entry in enumerate(entries, 1):
        receipt = receipt_for(entry)
        if receipt:
            yield f"receipt-{number}.tlog-proof", receipt.encoded()
    for name in PROGRAMS:
        yield name, (Path(alone.__path__[0]) / name).read_text(encoding="utf-8")


def _opened(entry: Entry) -> dict[str, object]:
    return {
        "index": entry.log_index,
        "leaf": to_base64(entry.leaf or b""),
        "official": from_canonical(official_half(entry)),
        "salt": to_base64(entry.official_salt or b""),
    }
