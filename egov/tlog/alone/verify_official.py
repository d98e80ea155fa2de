"""Checks what an office says of the entries of a case against the leaves of its public log. It needs this file alone.

    python verify_official.py entries.json

Each leaf must be the one in the receipt of the same number beside it (receipt-1.tlog-proof is the first entry's): the
receipt proves that the leaf is in the log. The exit code is 0 if everything fits, 1 if not.
"""

import base64
import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any

OFFICIAL, OFFICIAL_PLACE = b"egov.tlog official half v1\n", slice(39, 71)


def problem_of(entry: dict[str, Any], receipt: Path) -> str:
    """What is wrong with an entry, or nothing."""
    leaf, salt = base64.b64decode(entry["leaf"]), base64.b64decode(entry["salt"])
    half = json.dumps(entry["official"], ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    made = hmac.new(salt, OFFICIAL + half, hashlib.sha256).digest()
    if len(salt) != 32 or not hmac.compare_digest(made, leaf[OFFICIAL_PLACE]):
        return "is NOT what the log committed to"
    if not receipt.is_file():
        return "fits its leaf, but there is no receipt: ask for one that shows the leaf to be in the log"
    lines = receipt.read_text(encoding="utf-8").splitlines()
    extra = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    return "" if extra["leaf"] == entry["leaf"] else "has another leaf than its receipt"


def main() -> int:
    """Say of each entry whether it fits."""
    path = Path(sys.argv[1])
    code = 0
    for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
        said = entry["official"]
        problem = problem_of(entry, path.with_name(f"receipt-{number}.tlog-proof"))
        code = 1 if problem else code
        deed = f"{said['at']} {said['office']} {said['name']} {said['action']}"
        sys.stdout.write(f"{number}. {deed}: {problem or 'proven'}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
