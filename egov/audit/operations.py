"""Writing entries: called inside the transaction of the deed, or before a read is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from egov.audit.models import NewEntry
from egov.clock import now
from egov.db import PENDING, db
from egov.texts import N_


@dataclass(frozen=True)
class Actor:
    """Who acts: a person by number and name, at an office where he acts for one. The default is the system itself."""

    id: int | None = None
    name: str = ""
    office: str = ""


SYSTEM = Actor()
NOBODY_KNOWN = Actor(name=N_("Somebody without an account"))

# What a purpose may be. Each look at personal data needs one (purpose limitation, GDPR article 5(1)(b) and kin).
DECIDING = N_("deciding the case")
ADVISING = N_("giving an opinion on the case")
OWN_FILE = N_("looking at one's own file")
AUDITING = N_("auditing")
SEARCHING = N_("finding a case")
SIGNING_IN = N_("signing in")
PAYING = N_("paying")
VERIFYING = N_("checking a certificate")
EMERGENCY = N_("emergency access")
APPLYING = N_("applying for a service")
OBJECTING = N_("objecting to an application")
APPOINTING = N_("appointing an official")
KEEPING = N_("keeping a register")
DISPOSING = N_("deleting what has been kept for long enough")
CHANGING_RULES = N_("bringing a new edition of the rules into force")


@dataclass(frozen=True)
class About:
    """Whom and what an entry is about: the person by number, the case by reference."""

    subject_id: int | None = None
    case_reference: str = ""


def record(
    actor: Actor,
    action: str,
    about: About,
    *,
    purpose: str,
    read: bool = False,
    details: Mapping[str, Any] | None = None,
    legal_basis: str = "",
) -> NewEntry:
    """Write an entry at the end of the open transaction. ``details`` hold no more personal data than the deed needs."""
    entry = NewEntry(
        at=now(),
        actor_id=actor.id,
        actor_name=actor.name,
        office=actor.office,
        subject_id=about.subject_id,
        action=action,
        read=read,
        purpose=purpose,
        case_reference=about.case_reference,
        details=dict(details or {}),
        legal_basis=legal_basis,
    )
    pending = db.session.info[PENDING]
    pending.append(entry)
    return entry
