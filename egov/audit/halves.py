"""The two halves of an entry, which its public leaf commits to: what officials did, and what the citizen may read."""

from typing import Any

from egov.audit.models import Entry, NewEntry
from egov.tlog.canonical import to_canonical

READ, CHANGE, STEP, MONEY, SIGN_IN, ERASURE = range(1, 7)
KINDS = {"step_": STEP, "payment_": MONEY, "fee_": MONEY, "sign": SIGN_IN, "session_": SIGN_IN, "erased": ERASURE}


def kind_of(entry: Entry | NewEntry) -> int:
    """The action code of the leaf: how much the world may know of the deed."""
    if entry.read:
        return READ
    return next((code for beginning, code in KINDS.items() if entry.action.startswith(beginning)), CHANGE)


def official_half(entry: Entry | NewEntry) -> bytes:
    """Who did what, for which purpose, and what became of the rows; the details too where it is about nobody."""
    return to_canonical(
        {
            "action": entry.action,
            "actor": entry.actor_id,
            "at": entry.at.isoformat(),
            "details": {} if entry.subject else plain(entry.details),
            "law": entry.legal_basis,
            "name": entry.actor_name,
            "office": entry.office,
            "purpose": entry.purpose,
            "read": entry.read,
            "rows": entry.rows,
        }
    )


def citizen_half(entry: Entry | NewEntry) -> bytes:
    """What the one it is about may read and show: when, which office, what and why, on which case."""
    about: dict[str, Any] = {
        "action": entry.action,
        "at": entry.at.isoformat(),
        "case": entry.case_reference,
        "counter": entry.counter,
        "details": plain(entry.details),
        "office": entry.office,
        "purpose": entry.purpose,
        "read": entry.read,
        "subject": entry.subject,
    }
    return to_canonical(about)


def plain(value: Any) -> Any:
    """Details as the log can spell them: texts, whole numbers, lists and records."""
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int) else str(value)
