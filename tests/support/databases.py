"""Real databases: a SQLite file, and a PostgreSQL server started from the installed programs."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def postgresql_programs() -> Path | None:
    """The folder with initdb and pg_ctl, None where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return versions[-1].parent if versions else None


@contextmanager
def postgresql_server(programs: Path, *, follows: str = "", password: str = "") -> Iterator[str]:
    """A server of our own on 127.0.0.1, gone after the block; a standby that ``follows`` the server at this URL, where
    one is named; one that asks for a ``password``, where there is one. Yields its URL without a database name.
    """
    folder = Path(tempfile.mkdtemp(prefix="egov-pg-"))
    user = _unprivileged_user()
    if user != getpass.getuser():
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    run_as = {"user": user} if user != getpass.getuser() else {}
    language = {"LC_ALL": "en_US.UTF-8" if has_language("en_US.utf8") else "C"}
    port, data = free_port(), folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=language, **run_as)

    if follows:
        primary = ("-h", "127.0.0.1", "-p", follows.rpartition(":")[2], "-U", "egov")
        run(str(programs / "pg_basebackup"), *primary, "-D", str(data), "-R", "-c", "fast", "--no-sync")
    else:
        (folder / "password").write_text(password, encoding="utf-8")
        asks = ("-A", "scram-sha-256", f"--pwfile={folder / 'password'}") if password else ("-A", "trust")
        run(str(programs / "initdb"), "-D", str(data), "-U", "egov", *asks, "-E", "UTF8", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=60"
    run(str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        who = f"egov:{quote(password, safe='')}" if password else "egov"
        yield f"postgresql+psycopg://{who}@127.0.0.1:{port}"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def has_language(name: str) -> bool:
    """Whether this machine can order words as a language does, which is how ministries' databases are made."""
    known = subprocess.run(["locale", "-a"], check=False, capture_output=True, text=True).stdout
    return name in known.splitlines()


def _unprivileged_user() -> str:
    """PostgreSQL refuses to run as root: then its own user runs it."""
    return "postgres" if os.geteuid() == 0 else getpass.getuser()
