"""Whoever applies and who takes the running cases to another edition wait for each other, so no case is left behind."""

from collections.abc import Callable
from typing import Any
from zlib import crc32

from sqlalchemy import func, select

from egov.audit.leadership import CROSSING
from egov.db import db

HALF = 2**31  # the second number of a lock has 32 bits, and a sign


def let_nobody_cross(service: str) -> None:
    """Let the cases of the service stay under their editions until the transaction ends; many may ask for it at once.

    What is in force is to be asked afterwards: the cases may have crossed over while we waited.
    """
    _lock(func.pg_advisory_xact_lock_shared, service)


def let_nobody_apply(service: str) -> None:
    """Let nobody make a new case of the service until the transaction ends; it waits for those who are making one."""
    _lock(func.pg_advisory_xact_lock, service)


def _lock(how: Callable[..., Any], service: str) -> None:
    """On SQLite there is one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(how(CROSSING, crc32(service.encode()) - HALF)))
