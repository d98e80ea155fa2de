"""Getting it to run: the wheel in an empty environment, ``start.py``, a port in use, how fast, how much memory."""

import socket
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.server import ROOT, Server, environment, serving

Record = Callable[[str, object], None]
LARGEST_WORKER = 150  # megabytes


def resident_megabytes(pid: int) -> int:
    """The memory that a process holds, as Linux tells it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("this system has no /proc to read the memory of a process from")
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def built_wheel(folder: Path) -> Path:
    """A wheel of what lies here."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(folder), "."]
    subprocess.run(command, cwd=ROOT, check=True)
    return next(folder.glob("egov-*.whl"))


def empty_environment(folder: Path) -> Path:
    """The Python of a new virtual environment that sees the libraries installed here, but not this folder."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([python, "-c", query], check=True, capture_output=True, text=True).stdout.strip()
    Path(own, "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def answer_of(address: str) -> tuple[int, str]:
    """Status and media type."""
    with urlopen(address, timeout=30) as answer:
        return answer.status, answer.headers.get_content_type()


def test_the_wheel_alone_serves_pages_and_style_sheets(tmp_path: Path) -> None:
    wheel = built_wheel(tmp_path)
    python = empty_environment(tmp_path / "empty")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "-q"]
    subprocess.run([*install, "--ignore-installed", str(wheel)], check=True)
    command = [str(python), "-m", "egov.cli.main", "demo"]
    with serving(command, tmp_path / "log", environment(tmp_path), cwd=tmp_path) as server:
        assert answer_of(server.url) == (200, "text/html")
        assert answer_of(f"{server.url}/static/base.css") == (200, "text/css")


def test_start_py_tells_how_it_is_used() -> None:
    result = subprocess.run(
        [sys.executable, "start.py", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "start the demonstration" in result.stdout


def test_a_port_in_use_gets_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "egov.cli.main", "demo", "--port", port]
        result = subprocess.run(
            command, check=False, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True
        )
    assert result.returncode == 1
    assert result.stderr.strip().startswith(f"Port {port} is in use.")
    assert "\n" not in result.stderr.strip()


@pytest.mark.skipif(not any(ROOT.glob(".venv/*.installed")), reason="start.py has prepared no .venv here")
def test_a_second_start_installs_nothing(tmp_path: Path) -> None:
    with serving([sys.executable, "start.py"], tmp_path / "log", environment(tmp_path)) as server:
        assert answer_of(server.url) == (200, "text/html")
        assert "Installing" not in server.said()


def test_a_worker_is_small(server: Server, tmp_path: Path, record_property: Record) -> None:
    """One that only serves pages, beside the demonstration that made the country."""
    command = [sys.executable, "-m", "flask", "--app", "egov", "run"]
    with serving(command, tmp_path / "worker.log", {**server.env, "FLASK_DEMO": "true"}) as worker:
        for path in ("/", "/services/dog_licence", "/verify", "/sign-in"):
            answer_of(worker.url + path)
        megabytes = resident_megabytes(worker.pid)
    record_property("figure", f"A worker holds {megabytes} MB after its first pages.")
    assert megabytes < LARGEST_WORKER
