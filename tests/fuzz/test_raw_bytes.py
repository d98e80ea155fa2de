"""A real server hears bytes that are no requests: it refuses them, hides none in another, and goes on serving."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fuzz.wire import answers_beside_slow_ones, answers_to, requests
from tests.support.databases import free_port
from tests.support.server import ROOT, Server, environment, running_demo, wait_until_it_answers

Figure = Callable[[str, object], None]
LONG = "EGOV_FUZZ" in os.environ
# What a server says to bytes that are no requests is the same on both databases.
DATABASES = ["sqlite", *([pytest.param("postgresql", marks=pytest.mark.postgresql)] if LONG else [])]
GUNICORN = [sys.executable, "-m", "gunicorn", "--workers", "1", "--worker-class", "gthread", "--threads", "4"]
UNKNOWN_CODING = 501  # the answer to a transfer coding that a server does not know (RFC 9112, 6.1)


def attack(server: Server) -> Counter[int]:
    """Send everything; the answers that came, by status."""
    statuses: Counter[int] = Counter()
    for sent in requests():
        found, came = answers_to(server.url, sent)
        assert not [status for status in found if status >= 500 and status != UNKNOWN_CODING], (sent[:200], came[:500])
        assert UNKNOWN_CODING not in found or b"Transfer-Encoding" in sent, (sent[:200], came[:500])
        assert b"Traceback (most recent" not in came, (sent[:200], came[:2000])
        assert b"demo-smuggled" not in came, (sent[:200], came[:2000])
        statuses.update(found)
    assert "Traceback" not in server.said(), server.said()[-3000:]
    return statuses


@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_bytes_that_are_no_requests_are_refused(tmp_path: Path, database_url: str, record_property: Figure) -> None:
    with running_demo(tmp_path, database_url) as server:
        statuses = attack(server)
        assert answers_beside_slow_ones(server.url) == [200]
    record_property("figure", f"{len(requests())} broken requests by socket: {dict(sorted(statuses.items()))}")


@pytest.mark.skipif(not LONG, reason="the long form, EGOV_FUZZ, tries gunicorn too")
@pytest.mark.parametrize("database_url", DATABASES, indirect=True)
def test_gunicorn_refuses_them_too(tmp_path: Path, database_url: str, record_property: Figure) -> None:
    """Without the slow ones: nginx stands before it, and waits for them in its place."""
    with gunicorn(tmp_path, database_url) as server:
        statuses = attack(server)
    record_property("figure", f"{len(requests())} broken requests to gunicorn: {dict(sorted(statuses.items()))}")


@contextmanager
def gunicorn(folder: Path, database_url: str) -> Iterator[Server]:
    """The demonstration in one process of gunicorn, as our file for it serves pages."""
    port = free_port()
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "egov:create_app()"]
    env, log = {**environment(folder, database_url), "FLASK_DEMO": "true"}, folder / "gunicorn.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    server = Server(f"http://localhost:{port}", process.pid, log, env)
    try:
        wait_until_it_answers(server, process)
        yield server
    finally:
        process.terminate()
        process.wait()
