"""What lies below us fails: the database is stopped, the disk is full, Redis is killed. People are told.

``EGOV_FAULTS=1000`` stops the database 20 times, and kills Redis 5 times.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
import requests
from redis import Redis
from sqlalchemy import create_engine, text

from egov import create_app
from tests.conftest import build_demo, settings
from tests.faults.injection import Fault, missing_program
from tests.faults.patience import walks_through
from tests.faults.torment import deliver_all
from tests.faults.truth import findings
from tests.faults.walker import Walked
from tests.scale.profile import missing_programs, redis_server, until
from tests.support.databases import free_port, postgresql_programs, postgresql_server
from tests.support.server import EGOV, environment, running_demo, serving

COUNT = int(os.environ.get("EGOV_FAULTS", "0"))
STOPS, REDIS_KILLS = COUNT // 50 or 1, min(COUNT // 50, 5) or 1  # more walks a minute would meet the limit
COUNTED = "/verify"  # a page that may be asked for so often a minute, and no more
FAULTS = {  # what the kernel says, and to which calls: those of SQLite, and those that give a file its name
    "a failing fsync": ("fsync,fdatasync", "EIO"),
    "a file system that may only be read": ("pwrite64,ftruncate,rename,mkdir", "EROFS"),
}
Figure = Callable[[str, object], None]


@contextmanager
def stopped_again_and_again(url: str, programs: Path, times: int) -> Iterator[Callable[[], int]]:
    """Stop the database server without a word to anybody, and start it again; how often it was, when that is over."""
    engine = create_engine(f"{url}/postgres")
    with engine.connect() as connection:
        data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    options = (data / "postmaster.opts").read_text(encoding="utf-8").split(" ", 1)[1].replace('"', "").strip()
    owner = data.stat().st_uid
    done: list[int] = []

    def pg_ctl(*arguments: str) -> None:
        command = [str(programs / "pg_ctl"), "-D", str(data), "-w", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=data, user=owner, env={"LC_ALL": "C"})

    def stop_and_start() -> None:
        for number in range(times):
            time.sleep(0.4)
            pg_ctl("-m", "immediate", "stop")
            time.sleep(0.4)
            pg_ctl("-l", str(data.parent / "log"), "-o", options, "start")
            done.append(number)

    thread = Thread(target=stop_and_start)
    thread.start()
    try:
        yield lambda: len(done)
    finally:
        thread.join()


@pytest.mark.postgresql
def test_a_database_that_is_stopped_at_once_and_comes_back_loses_nothing(
    tmp_path: Path, record_property: Figure
) -> None:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgresql_server(programs) as url:
        database = f"{url}/postgres"
        build_demo(tmp_path, database)
        with running_demo(tmp_path, database) as server:
            walked, refused, wait = [walks_through(server.url, 0)[0]], 0, partial(time.sleep, 0.2)
            with stopped_again_and_again(url, programs, STOPS) as stops:
                while stops() < STOPS:
                    one, often = walks_through(server.url, len(walked), wait)
                    walked, refused = [*walked, one], refused + often
            walked.append(walks_through(server.url, len(walked), wait)[0])
            deliver_all(database)
        check(tmp_path, database, server.url, walked)
    assert refused
    record_property("figure", f"PostgreSQL stopped {STOPS} times: {len(walked)} walks, {refused} pages said to wait")


def check(folder: Path, database: str, url: str, walked: list[Walked]) -> None:
    """Everything is as after a walk that nobody disturbed."""
    found = findings(create_app({**settings(folder, database), "BASE_URL": url}), walked[0], walked)
    assert not found
    engine = create_engine(database)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    engine.dispose()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of sixteen megabytes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if os.name == "nt" or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Fill a disk to its last byte."""
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(1024))


def empty(disk: Path) -> None:
    (disk / "filler").unlink(missing_ok=True)


def test_a_full_disk_is_told_and_nothing_is_damaged(
    sqlite_template: Path, tmp_path: Path, record_property: Figure
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        (disk / "demo.sqlite").write_bytes(sqlite_template.read_bytes())
        database = f"sqlite:///{disk / 'demo.sqlite'}"
        with running_demo(disk, database) as server:
            walked = [walks_through(server.url, 0)[0]]
            one, refused = walks_through(server.url, 1, partial(empty, disk), partial(fill, disk))
            walked.append(one)
            empty(disk)
            deliver_all(database)
        check(disk, database, server.url, walked)
    assert refused
    record_property("figure", f"disk full: {refused} pages said to wait, nothing damaged")


def test_a_disk_that_does_not_write_is_told_and_nothing_is_damaged(
    sqlite_template: Path, tmp_path: Path, record_property: Figure
) -> None:
    if missing_program():
        pytest.skip(missing_program())
    (tmp_path / "demo.sqlite").write_bytes(sqlite_template.read_bytes())
    database = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    with running_demo(tmp_path, database) as server:
        walked = [walks_through(server.url, 0)[0]]
        for name, (calls, error) in FAULTS.items():
            fault = Fault(server.pid, calls, error)
            one, refused = walks_through(server.url, len(walked), fault.end, fault.begin)
            fault.end()
            walked.append(one)
            assert refused, name
            record_property("figure", f"{name}: {refused} pages said to wait, nothing damaged")
        deliver_all(database)
    check(tmp_path, database, server.url, walked)


def test_without_redis_everybody_is_served_and_it_counts_again_when_it_is_back(
    sqlite_template: Path, tmp_path: Path, record_property: Figure
) -> None:
    if "redis-server" in missing_programs():
        pytest.skip("Redis is not installed (Debian: apt-get install redis-server)")
    (tmp_path / "demo.sqlite").write_bytes(sqlite_template.read_bytes())
    database, port = f"sqlite:///{tmp_path / 'demo.sqlite'}", free_port()
    counting = {"FLASK_RATELIMIT_ENABLED": "true", "FLASK_RATELIMIT_STORAGE_URI": f"redis://127.0.0.1:{port}/0"}
    walked: list[Walked] = []
    with serving([*EGOV, "demo"], tmp_path / "server.log", environment(tmp_path, database) | counting) as server:
        for _kill in range(REDIS_KILLS):
            with redis_server(tmp_path, port) as redis, Redis(port=port) as counters:
                until(
                    lambda: requests.get(f"{server.url}{COUNTED}", timeout=30) and counters.dbsize(), "counted in Redis"
                )
                walked.append(walks_through(server.url, len(walked))[0])
                redis.kill()
                redis.wait()
                walked.append(walks_through(server.url, len(walked))[0])
        deliver_all(database)
    check(tmp_path, database, server.url, walked)
    record_property("figure", f"Redis killed {REDIS_KILLS} times: {len(walked)} walks, nobody asked to wait")
