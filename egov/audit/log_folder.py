"""Where the public log of the running application lies."""

from pathlib import Path

from flask import current_app

from egov.tlog.folder import CHECKPOINT as CHECKPOINT
from egov.tlog.folder import LogFolder as LogFolder


def log_folder() -> LogFolder:
    """The log of the running application."""
    return LogFolder(Path(current_app.config["LOG_FOLDER"]))
