"""A witness outside of the house: it cosigns a log that only grows, and its absence stops nobody."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from flask import Flask

from egov.audit.log_folder import LogFolder, log_folder
from egov.audit.log_keys import log_key, origin, policy
from egov.audit.sequencer import sequence, sequence_all
from egov.audit.witness_server import Memory, WitnessOf, witness_key, witness_server
from egov.tlog.checkpoint import Checkpoint
from egov.tlog.cosignature import sign_checkpoint
from egov.tlog.keys import ED25519_COSIGNATURE, SecretKey
from egov.tlog.note import parse_note
from egov.tlog.policy import Policy, believe
from egov.tlog.witness import AddCheckpoint
from tests.audit.logs import add_entries, published, running
from tests.support.server import ROOT, Server, environment, serving

NAME = "ombudsman.example"


@contextmanager
def witness_of(app: Flask, folder: Path) -> Iterator[str]:
    """A witness of the log of this application; its line for LOG_WITNESSES."""
    with app.app_context():
        logs = {origin(): [log_key().public]}
    witness = WitnessOf(witness_key(folder, NAME), Memory(folder / "known.json"), logs)
    with running(witness_server(witness, "127.0.0.1", 0)) as url:
        yield f"{url} {witness.key.public.vkey}"


@contextmanager
def witness_process(app: Flask, folder: Path, *more: str) -> Iterator[Server]:
    """``egov witness`` as an ombudsman starts it."""
    with app.app_context():
        vkey = log_key().public.vkey
    command = [sys.executable, "-m", "egov.cli.witness", "--name", NAME, "--log", vkey, *more]
    with serving([*command, "--folder", str(folder)], folder.with_suffix(".log"), environment(folder)) as server:
        yield server


def cosigners() -> list[str]:
    """The witnesses under the published checkpoint."""
    return [*believe(parse_note(log_folder().checkpoint() or ""), policy()).witnessed]


def asked_to_sign(line: str, size: int, root: bytes, old: int = 0) -> requests.Response:
    """What the witness answers about a checkpoint that the log's own key has signed."""
    note = sign_checkpoint(Checkpoint(origin(), size, root).text, [log_key()], 1)
    return requests.post(
        f"{line.split(maxsplit=1)[0]}/add-checkpoint", AddCheckpoint(old, (), note).encoded().encode(), timeout=5
    )


def test_a_witness_cosigns_each_checkpoint(app: Flask, tmp_path: Path) -> None:
    with witness_process(app, tmp_path / "witness") as witness, app.app_context():
        vkey = requests.get(witness.url, timeout=5).text.strip()
        app.config["LOG_WITNESSES"] = [f"{witness.url} {vkey}"]
        assert f" {vkey}" in witness.said()
        for _round in range(3):
            add_entries(300, at_once=100)
            sequence()
            assert cosigners() == [NAME]
        needed = Policy(policy().logs, policy().witnesses, {}, NAME)
        assert believe(parse_note(log_folder().checkpoint() or ""), needed).checkpoint == published()


def test_a_mirror_keeps_the_leaves(app: Flask, server: Server, tmp_path: Path) -> None:
    copy = LogFolder(tmp_path / "witness" / "mirror")
    with witness_process(app, tmp_path / "witness", "--mirror", f"{server.url}/log"):
        last_moment = time.monotonic() + 30
        while not copy.size and time.monotonic() < last_moment:
            time.sleep(0.1)
    assert copy.size > 0


def test_a_witness_who_was_away_cosigns_when_he_comes_back(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        with witness_of(app, tmp_path / "witness") as line:
            app.config["LOG_WITNESSES"] = [line]
            sequence()
        add_entries(5)
        sequence()
        assert cosigners() == []
        note = log_folder().checkpoint()
        with witness_of(app, tmp_path / "witness") as line:
            app.config["LOG_WITNESSES"] = [line]
            assert sequence() == 0
            assert cosigners() == [NAME]
        assert parse_note(log_folder().checkpoint() or "").text == parse_note(note or "").text


def test_a_witness_who_does_not_answer_delays_a_checkpoint_by_two_seconds_at_most(app: Flask, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, witness_of(app, tmp_path / "witness") as line:
        nobody = SecretKey("silent.example", ED25519_COSIGNATURE, bytes(32)).public.vkey
        app.config["LOG_WITNESSES"] = [f"http://127.0.0.1:{silent.getsockname()[1]} {nobody}", line]
        with app.app_context():
            began = time.monotonic()
            assert sequence() > 0
            assert time.monotonic() - began < 6  # published, then asked once more; the rest is a busy machine
            assert cosigners() == [NAME]


def test_a_false_cosignature_is_not_published(app: Flask, tmp_path: Path) -> None:
    with witness_of(app, tmp_path / "witness") as line:
        another = SecretKey(NAME, ED25519_COSIGNATURE, bytes(32)).public.vkey
        app.config["LOG_WITNESSES"] = [f"{line.split()[0]} {another}"]
        with app.app_context():
            sequence()
            assert len(parse_note(log_folder().checkpoint() or "").signatures) == 1


def test_a_second_log_under_the_same_name_gets_no_cosignature(app: Flask, tmp_path: Path) -> None:
    with witness_of(app, tmp_path / "witness") as line, app.app_context():
        app.config["LOG_WITNESSES"] = [line]
        sequence_all()
        size = log_folder().size
        assert asked_to_sign(line, size, bytes(32), old=size).status_code == 422
        shorter = asked_to_sign(line, size - 1, bytes(32))
        assert (shorter.status_code, shorter.text) == (409, f"{size}\n")
        assert shorter.headers["Content-Type"] == "text/x.tlog.size"


def test_a_killed_witness_remembers_what_it_has_cosigned(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        with witness_process(app, tmp_path / "witness") as witness:
            assert asked_to_sign(witness.url, 10, bytes(32)).status_code == 200
            subprocess.run(["kill", "-9", str(witness.pid)], check=True)
        with witness_process(app, tmp_path / "witness") as witness:
            again = asked_to_sign(witness.url, 12, b"1" * 32)
        assert (again.status_code, again.text) == (409, "10\n")
    known = Memory(tmp_path / "witness" / "known.json")
    assert known.of("localhost/log") == Checkpoint("localhost/log", 10, bytes(32))


def test_a_witness_loads_neither_the_application_nor_a_database() -> None:
    loaded = "import sys, egov.cli.witness; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    said = subprocess.run([sys.executable, "-c", loaded], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert not {"flask", "sqlalchemy", "jinja2", "babel", "wtforms"} & set(said.split())
    assert "cryptography" in said


def test_a_folder_has_one_witness(app: Flask, tmp_path: Path) -> None:
    again = pytest.raises(AssertionError, match="Another witness is at work")
    with witness_process(app, tmp_path / "witness"), again, witness_process(app, tmp_path / "witness"):
        pass


@pytest.mark.parametrize("body", [b"", b"old 0\n\nx", b"old -1\n\nlog\n1\n\n", b"\xff"])
def test_a_witness_refuses_what_is_no_request(app: Flask, tmp_path: Path, body: bytes) -> None:
    with witness_of(app, tmp_path / "witness") as line:
        url = line.split()[0]
        assert requests.post(f"{url}/add-checkpoint", body, timeout=5).status_code == 400
        assert requests.post(f"{url}/elsewhere", body, timeout=5).status_code == 404


def test_a_witness_does_not_cosign_for_a_log_that_it_was_not_told_of(app: Flask, tmp_path: Path) -> None:
    with witness_of(app, tmp_path / "witness") as line, app.app_context():
        app.config["LOG_ORIGIN"] = "elsewhere/log"
        assert asked_to_sign(line, 1, bytes(32)).status_code == 404
        app.config.update(LOG_ORIGIN="localhost/log", KEYS_FOLDER=str(tmp_path / "thief"))
        assert asked_to_sign(line, 1, bytes(32)).status_code == 403
