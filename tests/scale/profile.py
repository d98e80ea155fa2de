"""The scaled profile on this machine, out of Debian's packages: each part is a process, started and ended by its id."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from egov.clock import now
from tests.support.server import ROOT

PROGRAMS = {"nginx": "nginx", "redis-server": "redis-server"}  # by the package that brings it
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
WRAPPING = """
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
{user}
error_log {folder}/nginx-errors.log;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused-1;
    uwsgi_temp_path {folder}/unused-2;
    scgi_temp_path {folder}/unused-3;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where the parts listen on this machine."""

    https: int
    http: int
    redis: int


def missing_programs() -> list[str]:
    """The Debian packages that this machine lacks for the profile."""
    return [package for package, program in PROGRAMS.items() if shutil.which(program) is None]


@contextmanager
def process(command: list[str], log: Path, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process, told to end after the block; it must do so within half a minute."""
    with log.open("ab") as out:
        started = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(timeout=30)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
            raise


def until(happened: Callable[[], object], what: str, *, seconds: float = 30) -> None:
    """Wait for another process."""
    last_moment = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < last_moment, f"after {seconds} s: not {what}"
        time.sleep(0.05)


@contextmanager
def redis_server(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Redis, which keeps nothing when it ends."""
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with process(["redis-server", *options], folder / "redis.log") as server:
        until(lambda: b"Ready to accept" in (folder / "redis.log").read_bytes(), "ready to accept connections")
        yield server
    (folder / "redis.log").unlink()


@contextmanager
def nginx(folder: Path, ports: Ports) -> Iterator[subprocess.Popen[bytes]]:
    """nginx with our own site, whose ports and folders are those of the test."""
    conf = nginx_configuration(folder, ports)
    with process(["nginx", "-c", str(conf)], folder / "nginx.log") as server:
        yield server


def nginx_configuration(folder: Path, ports: Ports) -> Path:
    """Our site, word by word but for its ports and folders, inside of what Debian wraps around a site."""
    certificate(folder)
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "listen 80;": f"listen 127.0.0.1:{ports.http};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports.https} ssl http2;",
        "server_name services.example.org;": "server_name localhost;",
        "/run/egov/web.sock": f"{folder}/web.sock",
        "/srv/egov": f"{folder}/srv",
        "/etc/egov/tls": str(folder),
        "/var/log/nginx": str(folder),
    }
    for ours, here in changes.items():
        assert ours in site, f"deploy/nginx.conf has no {ours!r} any more"
        site = site.replace(ours, here)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # the folder of a test is closed to others
    conf = folder / "nginx.conf"
    conf.write_text(WRAPPING.format(folder=folder, user=user), encoding="utf-8")
    return conf


def certificate(folder: Path) -> Path:
    """A certificate for this machine, signed by itself, and its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now() - timedelta(hours=1)).not_valid_after(now() + timedelta(days=1))
    builder = builder.add_extension(names, critical=False)
    signed = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(
        key, hashes.SHA256()
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
    (folder / "certificate.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    return folder / "certificate.pem"
