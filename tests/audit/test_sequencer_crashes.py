"""Killed at any point, the sequencer loses nothing and takes nothing back.

``EGOV_KILLS=200`` kills more often than a check of each change has time for.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from egov.tlog.checkpoint import Checkpoint
from tests.audit.logs import DRIVER, add_entries, check_complete, check_continues, published
from tests.conftest import settings
from tests.support.server import ROOT

KILLS = int(os.environ.get("EGOV_KILLS", "20"))
GOLDEN = 0.6180339887  # Its multiples spread evenly over all points, however many kills there are.


class Sequencer:
    """The process that is killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def dies_at(self, point: int) -> str:
        """Whether it was ``killed`` at the point, or ``lived`` and how many points there were."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{point}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def sequencer(folder: Path, database_url: str) -> Iterator[Sequencer]:
    told = json.dumps(settings(folder, database_url))
    with subprocess.Popen(
        [*DRIVER, told], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Sequencer(process)
        assert process.stdin
        process.stdin.close()


def see(app: Flask, seen: list[Checkpoint]) -> None:
    """Note what is published now, after checking that it goes on from everything published before."""
    with app.app_context():
        newest = published()
        if newest:
            assert not seen or newest.size >= seen[-1].size
            check_continues(seen[-3:], newest)
            seen.append(newest)


def test_a_sequencer_killed_anywhere_neither_loses_nor_takes_back(
    app: Flask, tmp_path: Path, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    seen: list[Checkpoint] = []
    killed = tried = 0
    with sequencer(tmp_path, database_url) as process:
        with app.app_context():
            add_entries(300, at_once=60)
        points = int(process.dies_at(0).removeprefix("lived "))
        see(app, seen)
        while killed < KILLS:
            tried += 1
            with app.app_context():
                add_entries(1 + 50 * (killed % 7), at_once=60)
            answer = process.dies_at(1 + int(tried * GOLDEN % 1 * points))
            assert answer != "failed"
            killed += answer == "killed"
            see(app, seen)
        assert process.dies_at(0).startswith("lived ")
    see(app, seen)
    with app.app_context():
        check_continues(seen, seen[-1])
    check_complete(app)
    record_property("figure", f"kill -9: {killed} times at {points} numbered points, {len(seen)} checkpoints, one log")
