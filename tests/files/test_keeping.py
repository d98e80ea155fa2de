"""Files are kept by their digest: once each, whole, under a name that is only a name."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from egov.db import transaction
from egov.errors import BadInput, NotFound
from egov.files.models import StoredFile
from egov.files.operations import keep, path_of, stored_file

PDF = b"%PDF-1.7\n% plans of a porch"


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def kept(content: bytes = PDF, name: str | None = "plans.pdf") -> StoredFile:
    with transaction():
        return keep(FileStorage(BytesIO(content), filename=name))


def test_a_file_is_found_again_with_its_content() -> None:
    file = stored_file(kept().id)
    assert (file.name, file.type, file.size) == ("plans.pdf", "application/pdf", len(PDF))
    assert file.digest == hashlib.sha256(PDF).hexdigest()
    assert path_of(file.digest).read_bytes() == PDF


def test_the_same_content_lies_on_the_disk_once() -> None:
    first, second = kept(), kept(name="the same.pdf")
    assert first.id != second.id
    folder = path_of(first.digest).parent
    assert [path.name for path in folder.iterdir()] == [first.digest], "an unfinished file is left"


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
    assert not path_of(hashlib.sha256(b"MZ\x90\x00").hexdigest()).exists()


def test_a_file_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        stored_file(4711)
