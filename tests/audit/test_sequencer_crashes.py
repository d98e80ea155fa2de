"""Killed at any point, or in the middle of a write, the sequencer loses nothing and takes nothing back.

``EGOV_KILLS=200`` kills more often than a check of each change has time for.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from egov.audit.log_folder import log_folder
from egov.audit.log_keys import log_key, origin
from egov.audit.witness_server import Memory, WitnessOf, witness_key, witness_server
from egov.tlog.checkpoint import Checkpoint
from egov.tlog.folder import STAGING
from egov.tlog.witness import Refused
from tests.audit.logs import DRIVER, add_entries, check_complete, check_continues, published, running
from tests.conftest import settings
from tests.support.server import ROOT

KILLS = int(os.environ.get("EGOV_KILLS", "20"))
GOLDEN = 0.6180339887  # Its multiples spread evenly over all points, however many kills there are.
SIZES = (0, 100, 0, 20_000)  # 0: at the point itself; otherwise in the middle of a checkpoint, or of a bundle


class Sequencer:
    """The process that is killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def dies_at(self, point: int, size: int = 0) -> str:
        """Whether it was ``killed`` at the point, or ``lived`` and how many points there were."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{point} {size}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def sequencer(settings: dict[str, object]) -> Iterator[Sequencer]:
    with subprocess.Popen(
        [*DRIVER, json.dumps(settings)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Sequencer(process)
        assert process.stdin
        process.stdin.close()


@dataclass
class Suspicious(WitnessOf):
    """A witness who remembers why he refused to sign."""

    refused: list[int] = field(default_factory=list)

    def answer(self, body: bytes) -> str:
        try:
            return super().answer(body)
        except Refused as refused:
            self.refused.append(refused.status)
            raise


@contextmanager
def watched(app: Flask, folder: Path) -> Iterator[Suspicious]:
    """The log is watched from outside by a witness who is asked for each checkpoint."""
    with app.app_context():
        logs = {origin(): [log_key().public]}
    witness = Suspicious(witness_key(folder, "ombudsman.example"), Memory(folder / "known.json"), logs)
    with running(witness_server(witness, "127.0.0.1", 0)) as url:
        app.config["LOG_WITNESSES"] = [f"{url} {witness.key.public.vkey}"]
        yield witness


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
    with watched(app, tmp_path / "witness") as witness:
        told = {**settings(tmp_path, database_url), "LOG_WITNESSES": app.config["LOG_WITNESSES"]}
        with sequencer(told) as process:
            with app.app_context():
                add_entries(300, at_once=60)
            points = int(process.dies_at(0).removeprefix("lived "))
            see(app, seen)
            while killed < KILLS:
                tried += 1
                with app.app_context():
                    add_entries(1 + 50 * (killed % 7), at_once=60)
                answer = process.dies_at(1 + int(tried * GOLDEN % 1 * points), SIZES[tried % len(SIZES)])
                assert answer != "failed"
                killed += answer == "killed"
                see(app, seen)
            assert process.dies_at(0).startswith("lived ")
        see(app, seen)
        assert set(witness.refused) <= {409}, "the witness was shown a fork"  # 409: it knew more than was published
        assert witness.memory.of(seen[-1].origin) == seen[-1]
    with app.app_context():
        check_continues(seen, seen[-1])
        assert not [*log_folder().path.rglob(".new-*")]
        assert (log_folder().path / STAGING).is_dir()
    check_complete(app)
    record_property("figure", f"kill -9: {killed} times at {points} numbered points, {len(seen)} checkpoints, one log")
