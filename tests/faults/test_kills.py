"""Killed (SIGKILL) at any point, the server loses nothing that was acknowledged, does nothing twice or by halves.

``EGOV_FAULTS=1000`` kills more often than a check of each change has time for; after some runs, ``EGOV_FAULTS_FROM``
is how often they killed: other points come now.
"""

import os
from collections.abc import Callable
from pathlib import Path

from tests.faults.torment import torment

KILLS = int(os.environ.get("EGOV_FAULTS", "4"))
BEGIN_WITH = int(os.environ.get("EGOV_FAULTS_FROM", "0"))
SECONDS = 5.0  # of work, since other tests may be at work at the same time


def test_a_server_killed_anywhere_loses_nothing_and_does_nothing_twice(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    told = torment(tmp_path, database_url, KILLS, begin_with=BEGIN_WITH)
    record_property("figure", told.figure())
    assert not told.found, (told.found, told.died_at)
    assert told.kills >= KILLS
    assert told.busiest_start < SECONDS
