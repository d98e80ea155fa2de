"""PostgreSQL's own programs for copying a database out and in: pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Engine, text

from egov.backup.envelope import BackupProblem
from egov.engine import ALONE

DEBIAN = Path("/usr/lib/postgresql")  # one folder for each version
INSTALL = (
    "Install the client programs of PostgreSQL, of the server's version or a newer one "
    "(Debian: apt-get install postgresql-client)."
)


def dump(engine: Engine, snapshot: str, target: Path, *, without: str) -> None:
    """Write what the exported snapshot shows into a file, packed, ``without`` the rows of a table.

    Raises BackupProblem.
    """
    chosen = (f"--snapshot={snapshot}", f"--exclude-table-data={without}", "--format=custom", f"--file={target}")
    _run("pg_dump", engine, *chosen)


def load(engine: Engine, dump_file: Path) -> None:
    """Bring a dump into an empty database, all of it or nothing. Raises BackupProblem."""
    _run("pg_restore", engine, "--single-transaction", "--exit-on-error", str(dump_file))


def _run(program: str, engine: Engine, *arguments: str) -> None:
    """Run a program on the database; the password is handed over where other users of the machine cannot see it."""
    password = {"PGPASSWORD": engine.url.password} if engine.url.password else {}
    url = engine.url
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    command = [
        _found(program, engine),
        f"--dbname={address.render_as_string()}",
        "--no-owner",
        "--no-privileges",
        "--no-password",
    ]
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL, without a shell
        [*command, *arguments], env={**os.environ, **password}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupProblem(f"PostgreSQL says: {' '.join(done.stderr.split())}")


def _found(program: str, engine: Engine) -> str:
    """The first one that is not older than the server: an older pg_dump does not know all that is to be copied."""
    with engine.connect().execution_options(**{ALONE: True}) as connection:
        server = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    found = {path: version for path in _programs(program) if (version := _version(path))}
    for path, version in found.items():
        if version >= server:
            return path
    if not found:
        raise BackupProblem(f"The program {program} is missing. {INSTALL}")
    newest = max(found.values())
    raise BackupProblem(f"The program {program} is of version {newest}, and the server of {server}. {INSTALL}")


def _programs(program: str) -> Iterator[str]:
    """Where the program is: what the shell finds, then what Debian keeps, the newest first."""
    on_path = shutil.which(program)
    if on_path:
        yield on_path
    folders = sorted(DEBIAN.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[4]), reverse=True)
    yield from map(str, folders)


def _version(program: str) -> int:
    """Its main version: "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0)" is 15. Debian's wrapper of no program is 0."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"\d+", said)
    return int(number[0]) if number else 0
