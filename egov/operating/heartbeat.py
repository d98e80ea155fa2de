"""A sign of life of the worker: a file beside the log, touched before each work that it begins."""

from contextlib import suppress
from datetime import UTC, datetime

from egov.audit.log_folder import log_folder

FILE = ".worker"


def beat() -> None:
    """Leave a sign of life. A folder that cannot be written must not keep a worker from its work."""
    with suppress(OSError):
        folder = log_folder().path
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).touch()


def last_beat() -> datetime | None:
    """When a worker last began something; None where none ever has."""
    try:
        return datetime.fromtimestamp((log_folder().path / FILE).stat().st_mtime, UTC)
    except OSError:
        return None
