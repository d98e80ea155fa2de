#!/usr/bin/env python3
"""One command to a running demonstration: ``python3 start.py``. All tests: ``python3 start.py test``.

Needs Python 3.11 or newer and nothing else; works on Linux, macOS and Windows. With a folder ``wheels/`` beside it
(made by ``python3 start.py wheels``) it installs from there and needs no network.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
WHEELS = HERE / "wheels"
LOG = VENV / "pip.log"
USAGE = """python3 start.py [--port 5000] [--host 127.0.0.1]   start the demonstration
python3 start.py test [arguments for pytest]        install what the tests need and run them all
python3 start.py wheels                             download everything for a start without network"""


def main(arguments: list[str]) -> int:
    """Do what was asked; the exit status."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        print(f"Python {found} is too old. Install Python 3.11 or newer from python.org and try again.")
        return 1
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    os.chdir(HERE)
    if arguments[:1] == ["wheels"]:
        return download_wheels()
    testing = arguments[:1] == ["test"]
    if not prepare("requirements-test.txt" if testing else "requirements.txt"):
        return 1
    if testing:
        return run_to_end(["-m", "tests.run", *arguments[1:]])
    return run_to_end(["-m", "egov.cli.main", "demo", *arguments])


def prepare(requirements: str) -> bool:
    """Make the virtual environment and install what is pinned, unless that was done before."""
    if PYTHON.exists() and (is_installed(requirements) or is_installed("requirements-test.txt")):
        return True
    began = time.monotonic()
    if not PYTHON.exists():
        say("Making the virtual environment .venv")
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
            print("The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv")
            return False
    say(f"Installing the libraries {'from wheels/' if WHEELS.is_dir() else 'from the package index'}")
    if not (install("-r", requirements) and install("--no-deps", "--no-build-isolation", "-e", ".")):
        print("The libraries could not be installed. Check the network (or put a wheels/ folder here) and try again.")
        print(f"What the installer said stands in {LOG.relative_to(HERE)}.")
        return False
    stamp_of(requirements).write_text(fingerprint(requirements), encoding="ascii")
    say(f"Ready after {time.monotonic() - began:.0f} seconds")
    return True


def stamp_of(requirements: str) -> Path:
    """The file that says what was installed."""
    return VENV / f"{requirements}.installed"


def is_installed(requirements: str) -> bool:
    """Whether exactly this was installed before; what the tests need contains all that the demonstration needs."""
    stamp = stamp_of(requirements)
    return stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint(requirements)


def fingerprint(requirements: str) -> str:
    """Changes when the pinned versions, the metadata, the interpreter or the place of the folder change."""
    parts = [(HERE / name).read_bytes() for name in ("requirements.txt", requirements, "setup.cfg")]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode(), str(HERE).encode()])).hexdigest()


def install(*what: str) -> bool:
    """Run pip and show one line of progress for each library."""
    source = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *source, *what]
    count = 0
    pipe = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with pipe as pip, LOG.open("a", encoding="utf-8") as log:
        for line in pip.stdout or []:
            log.write(line)
            if line.startswith("Collecting"):
                count += 1
                show_progress(f"{count} {line.split()[1]}")
    show_progress("")
    return pip.returncode == 0


def download_wheels() -> int:
    """Fill wheels/ with everything that a start without network needs on machines like this one."""
    return run_to_end(["-m", "pip", "download", "-q", "-d", str(WHEELS), "-r", "requirements.txt"], sys.executable)


def run_to_end(arguments: list[str], python: str = str(PYTHON)) -> int:
    """Run Python until it ends; Ctrl+C is for it to answer. Where it can, Python takes the place of this program, so
    that whoever stops this program stops the server."""
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # threads share what the C library gives out: 12 MB less
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(python, [python, *arguments])  # noqa: S606 - the interpreter of our own environment
    with subprocess.Popen([python, *arguments]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def say(words: str) -> None:
    """One line about what happens now."""
    print(f"· {words}", flush=True)


def show_progress(words: str) -> None:
    """A line that is overwritten by the next one, where somebody is watching."""
    if sys.stdout.isatty():
        print(f"\r\033[K  {words[:70]}", end="" if words else "\r", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
