"""What the last sweep found, kept beside the log. An alarm stays until a later sweep that could raise it does not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from egov.audit.log_folder import log_folder
from egov.audit.verification import Verdict
from egov.clock import now
from egov.disk import put

FILE = ".verification.json"


@dataclass(frozen=True)
class LastVerification:
    """When everything was looked at last, how many entries (``published`` of them) and rows that were, and the alarms:
    the names of detectors, with the moment since which each speaks."""

    at: datetime
    entries: int
    published: int
    rows: int
    alarms: Mapping[str, datetime]

    @property
    def clean(self) -> bool:
        return not self.alarms


def last_verification() -> LastVerification | None:
    """The last one, None before the first (or where the file was lost: it can only ever be made anew by a sweep)."""
    try:
        said = json.loads(_file().read_bytes())
        alarms = {name: datetime.fromisoformat(since) for name, since in said["alarms"].items()}
        at = datetime.fromisoformat(said["at"])
        return LastVerification(at, said["entries"], said["published"], said["rows"], alarms)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep_verification(verdict: Verdict) -> None:
    """Note what a sweep found. One that was given no checkpoint, or no promise, that somebody kept cannot take back an
    alarm that such a one has raised."""
    before, at = last_verification(), now()
    old = before.alarms if before else {}
    spoke = {*verdict.counts, *(verdict.blind & {*old})}
    said = {
        "at": at.isoformat(),
        "entries": verdict.entries,
        "published": verdict.published,
        "rows": verdict.rows,
        "alarms": {name: old.get(name, at).isoformat() for name in sorted(spoke)},
    }
    put(_file(), json.dumps(said, indent=1).encode())


def _file() -> Path:
    return log_folder().path / FILE
