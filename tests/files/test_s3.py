"""Files in a store that speaks S3: the same promises, over the network, to a server of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from egov import create_app
from egov.clock import now
from egov.db import transaction
from egov.errors import Misconfigured, NotFound, Unavailable
from egov.files.operations import content_of, keep, receive
from egov.files.storage import Bucket, Storage, init_files
from tests.support.databases import free_port

PDF = b"%PDF-1.7\n% plans of a porch"
DIGEST = "ab" * 32


@contextmanager
def s3_server(folder: Path, port: int) -> Iterator[str]:
    """A server with a bucket ``files``, ended by its process id; its address."""
    url = f"http://127.0.0.1:{port}"
    with (folder / "s3.log").open("w") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _look in range(200):
            try:
                urlopen(Request(f"{url}/files", method="PUT"), timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait()


def settings(url: str) -> dict[str, Any]:
    return {
        "FILES_STORE": "s3://files/of/services",
        "S3_ENDPOINT": url,
        "S3_ACCESS_KEY": "egov",
        "S3_SECRET_KEY": "another harbour",
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_files_lie_in_a_bucket_and_a_store_that_is_away_is_told_of(app: Flask, tmp_path: Path) -> None:
    port = free_port()
    app.config.update(settings(f"http://127.0.0.1:{port}"))
    init_files(app)
    storage: Storage = app.extensions["files"]
    with app.app_context():
        with s3_server(tmp_path, port) as url:
            received = receive(FileStorage(BytesIO(PDF), filename="plans.pdf"))
            with transaction():
                file = keep(received)
            assert content_of(file) == PDF
            storage.put(file.digest, PDF)
            assert file.digest in urlopen(f"{url}/files?list-type=2&prefix=of/services/").read().decode()
            with pytest.raises(NotFound):
                storage.read(DIGEST)
            storage.put(DIGEST, PDF)
            tomorrow = now() + timedelta(days=1)
            assert {*storage.kept_before(tomorrow)} == {file.digest, DIGEST}
            assert not storage.drop(DIGEST, now() - timedelta(days=1))
            assert storage.drop(DIGEST, tomorrow)
            assert [*storage.kept_before(tomorrow)] == [file.digest]
        began = time.monotonic()
        with pytest.raises(Unavailable):
            receive(FileStorage(BytesIO(PDF), filename="again.pdf"))
        with pytest.raises(Unavailable):
            storage.read(file.digest)
        assert time.monotonic() - began < 10, "a citizen waits for this"
        with s3_server(tmp_path, port):
            storage.put(DIGEST, PDF)
            assert storage.read(DIGEST) == PDF


@pytest.mark.parametrize("url", ["files", "s3://", "https://s3.example.org/files"])
def test_a_store_that_is_no_s3_address_stops_the_start(url: str) -> None:
    with pytest.raises(Misconfigured, match="Write s3://BUCKET/PREFIX"):
        create_app({"FILES_STORE": url})


def test_the_keys_of_the_store_stand_in_no_log() -> None:
    assert "harbour" not in repr(Bucket("s3://files", {"secret_access_key": "another harbour"}))
