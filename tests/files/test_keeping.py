"""Files are kept by their digest: once each, whole, under a name that is only a name."""

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, current_app
from werkzeug.datastructures import FileStorage

from egov.db import transaction
from egov.errors import BadInput, NotFound
from egov.files.models import StoredFile
from egov.files.operations import content_of, keep, receive, stored_file
from egov.files.storage import Folder

PDF = b"%PDF-1.7\n% plans of a porch"


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def kept(content: bytes = PDF, name: str | None = "plans.pdf") -> StoredFile:
    received = receive(FileStorage(BytesIO(content), filename=name))
    with transaction():
        return keep(received)


def of_digest(digest: str) -> Path:
    """Where a content lies on the disk."""
    folder: Folder = current_app.extensions["files"]
    return folder.path_of(digest)


def test_a_file_is_found_again_with_its_content() -> None:
    file = stored_file(kept().id)
    assert (file.name, file.type, file.size) == ("plans.pdf", "application/pdf", len(PDF))
    assert file.digest == hashlib.sha256(PDF).hexdigest()
    assert content_of(file) == PDF


def test_the_same_content_lies_on_the_disk_once() -> None:
    first, second = kept(), kept(name="the same.pdf")
    assert first.id != second.id
    assert [path.name for path in of_digest(first.digest).parent.iterdir()] == [first.digest], (
        "an unfinished file is left"
    )


def test_a_name_is_only_a_name() -> None:
    names = {"../../etc/passwd": "passwd", "/etc/passwd": "passwd", "": "file", None: "file", "مخطط.pdf": "مخطط.pdf"}
    for name, plain in names.items():
        assert kept(name=name).name == plain


def test_a_very_long_name_keeps_its_end() -> None:
    name = kept(name="x" * 500 + ".pdf").name
    assert len(name) == 120
    assert name.endswith(".pdf")


def test_a_wrong_file_leaves_neither_row_nor_content() -> None:
    with pytest.raises(BadInput):
        kept(b"MZ\x90\x00")
    with pytest.raises(NotFound):
        stored_file(1)
    assert not of_digest(hashlib.sha256(b"MZ\x90\x00").hexdigest()).exists()


def test_a_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        stored_file(4711)


def test_nobody_else_on_the_machine_opens_the_folder() -> None:
    folder = of_digest(kept().digest).parents[1]
    assert folder.stat().st_mode & 0o077 == 0


def test_the_same_file_sent_twice_at_once_is_kept(app: Flask) -> None:
    storage: Folder = app.extensions["files"]
    for number in range(20):
        together = threading.Barrier(4)

        def put(digest: str = f"{number:064}", together: threading.Barrier = together) -> None:
            together.wait()
            storage.put(digest, PDF * 1000)

        with ThreadPoolExecutor(4) as several:
            for each in [several.submit(put) for _time in range(4)]:
                each.result()
