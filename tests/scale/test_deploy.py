"""What an engineer of a ministry is given in ``deploy/``, checked by the programs that will read it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from egov import create_app
from egov.cli.main import group
from egov.config import SECRETS, defaults
from tests.scale.profile import GUNICORN, Ports, nginx_configuration
from tests.support.server import ROOT, environment

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OF_OTHERS = {"WEB_CONCURRENCY", "EGOV_THREADS", "EGOV_BIND", "MALLOC_ARENA_MAX"}  # of gunicorn, of the C library
LARGEST_EXPOSURE = 2.0  # as `systemd-analyze security` counts; 9.6 is a unit without any protection


def words_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def settings_in(text: str) -> Iterator[str]:
    """The settings that an environment file, a unit or a compose file names."""
    return (match[1] for match in re.finditer(r"\bFLASK_([A-Z0-9_]+)[=:]", text))


def test_nginx_takes_our_site(tmp_path: Path) -> None:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed (Debian: apt-get install nginx-light)")
    conf = nginx_configuration(tmp_path, Ports(https=8443, http=8080, redis=6379))
    told = subprocess.run(["nginx", "-t", "-c", str(conf)], check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr


def test_nginx_lets_in_as_much_as_the_application() -> None:
    most = re.search(r"client_max_body_size (\d+)m;", words_of(DEPLOY / "nginx.conf"))
    assert most
    assert int(most[1]) * 1024 * 1024 == defaults(ROOT)["MAX_CONTENT_LENGTH"]


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units as systemd finds them on an installed machine: their programs are there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
    programs = str(Path(sys.executable).parent)
    for unit in UNITS:
        name = unit.name.replace("@", "@1")
        (tmp_path / name).write_text(words_of(unit).replace("/opt/egov/.venv/bin", programs), encoding="utf-8")
    return [str(path) for path in sorted(tmp_path.glob("*.service"))]


def test_systemd_takes_our_units(units: list[str]) -> None:
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *units],
        check=False,
        capture_output=True,
        text=True,
    )
    ours = [line for line in told.stderr.splitlines() if "egov" in line]
    assert (told.returncode, ours) == (0, []), told.stderr


def test_systemd_finds_our_units_hardened(units: list[str]) -> None:
    most = str(int(LARGEST_EXPOSURE * 10))
    told = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--threshold={most}", "--no-pager", *units],
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout[-300:] + told.stderr


def test_gunicorn_takes_its_file(tmp_path: Path) -> None:
    """All but the application, which stops it for the settings of this test: so far it comes only with a good file."""
    env = {**environment(tmp_path), "EGOV_BIND": "127.0.0.1:1", "FLASK_BASE_URL": "http://services.example.org"}
    told = subprocess.run([*GUNICORN, "--print-config"], cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert re.search(r"^preload_app +=? *True", told.stdout, re.MULTILINE), told.stdout + told.stderr


@pytest.mark.parametrize(
    ("name", "given"), [("WEB_CONCURRENCY", "two"), ("WEB_CONCURRENCY", "0"), ("EGOV_THREADS", "-4")]
)
def test_a_number_of_processes_that_is_none_stops_the_start_with_one_sentence(
    tmp_path: Path, name: str, given: str
) -> None:
    told = subprocess.run(
        [sys.executable, "deploy/gunicorn.conf.py", "--print-config"], cwd=ROOT,
        env={**environment(tmp_path), name: given}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert re.fullmatch(rf"egov cannot start. {name} is '{given}' and must be .* Write {name}=\d+.\n", told.stderr)
    assert told.returncode == 1


def test_gunicorn_is_started_by_its_file(tmp_path: Path) -> None:
    env = {**environment(tmp_path), "EGOV_BIND": "127.0.0.1:1", "WEB_CONCURRENCY": "3"}
    told = subprocess.run(
        [sys.executable, "deploy/gunicorn.conf.py", "--print-config"], cwd=ROOT, env=env, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert re.search(r"^workers +=? *3", told.stdout, re.MULTILINE), told.stdout + told.stderr


def test_each_setting_that_deploy_names_is_one_of_ours() -> None:
    known = {*defaults(ROOT), *(f"{name}_FILE" for name in SECRETS)}
    texts = {path.name: words_of(path) for path in (DEPLOY / "egov.env", DEPLOY / "compose.yaml", *UNITS)}
    named = {(file, name) for file, text in texts.items() for name in settings_in(text)}
    assert len({name for _file, name in named}) > 12
    assert {(file, name) for file, name in named if name not in known} == set()
    others = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", texts["egov.env"], re.MULTILINE))
    assert {name for name in others if not name.startswith("FLASK_")} <= OF_OTHERS


def test_the_sample_of_settings_holds_no_secret() -> None:
    told = dict(line.split("=", 1) for line in words_of(DEPLOY / "egov.env").splitlines() if re.match(r"FLASK_", line))
    assert not {f"FLASK_{name}" for name in ("SECRET_KEY", "PAYMENT_SECRET", "OIDC_CLIENT_SECRET")} & set(told)
    assert not re.search(r"://[^/@:]+:[^/@]+@", " ".join(told.values())), "a password stands in an address"


def steps_of_containerfile() -> list[tuple[str, str]]:
    """Instructions with what they say, lines joined."""
    text = words_of(DEPLOY / "Containerfile").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def test_what_the_image_copies_is_there_and_is_all_that_runs() -> None:
    copied = [said.split()[:-1] for step, said in steps_of_containerfile() if step == "COPY"]
    sources = {source for each in copied for source in each}
    assert [source for source in sources if not (ROOT / source).exists()] == []
    packages = {path.name for path in ROOT.iterdir() if path.is_dir() and list(path.glob("*/*.py"))}
    runs = {"egov", "workflows", "services", "templates", "countries"}
    assert runs & packages <= sources
    assert runs <= sources


def test_the_commands_of_the_image_and_of_the_compose_file_exist() -> None:
    compose = yaml.safe_load(words_of(DEPLOY / "compose.yaml"))
    commands = [each["command"] for each in compose["services"].values() if "command" in each]
    [of_image] = [said for step, said in steps_of_containerfile() if step == "CMD"]
    assert re.search(r'"python", "deploy/gunicorn.conf.py"', of_image)
    assert ["egov", "worker"] in commands
    assert ["flask", "--app", "egov", "db", "upgrade"] in commands
    assert "flask --app egov db upgrade" in words_of(ROOT / "README.md")
    assert {"worker", "db"} <= {*create_app().cli.commands, *group.commands}


def test_the_compose_file_fits_together() -> None:
    compose = yaml.safe_load(words_of(DEPLOY / "compose.yaml"))
    services: dict[str, Any] = compose["services"]
    assert {"web", "worker", "nginx", "database", "redis", "upgrade"} == set(services)
    stages = {said.rpartition(" AS ")[2] for step, said in steps_of_containerfile() if step == "FROM"}
    for name, service in services.items():
        assert set(service.get("depends_on", [])) <= set(services), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert {volume for volume in volumes if not volume.startswith(".")} <= set(compose["volumes"]), name
        if "build" in service:
            assert service["build"]["target"] in stages, name
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file(), name
    for name in ("web", "worker"):
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True
    assert not services["database"].get("ports")
    assert not services["redis"].get("ports")


def test_the_pinned_libraries_are_those_of_the_extra() -> None:
    """What the image installs is what the tests ran with, and what ``pip install -e '.[scale]'`` asks for."""
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)", words_of(DEPLOY / "requirements.txt"), re.MULTILINE))
    tested = dict(re.findall(r"^([\w-]+)==(\S+)", words_of(ROOT / "requirements-test.txt"), re.MULTILINE))
    assert pinned == {name: tested.get(name) for name in pinned}
    extra = words_of(ROOT / "setup.cfg").partition("\nscale =\n")[2].partition("\n\n")[0]
    asked = {re.split(r"[\[<>=]", line.strip())[0] for line in extra.splitlines()}
    assert asked == set(pinned) - {"psycopg-binary"}
