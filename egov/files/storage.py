"""Where the content of files lies: in a folder, or in a store that speaks S3. It is found by its digest."""

import importlib
import importlib.util
import logging
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, cast

from flask import Flask, current_app

from egov.disk import put
from egov.errors import Misconfigured, NotFound, Unavailable
from egov.texts import _

AWAY = _("Files cannot be read or kept at the moment. Nothing of yours was saved. Please try again in a few minutes.")
PATIENCE = {"max_retries": 2, "retry_timeout": timedelta(seconds=8)}  # a citizen waits for the answer
S3 = "s3://"
DIGEST = re.compile("[0-9a-f]{64}")

log = logging.getLogger(__name__)


class Storage(Protocol):
    """Keeps contents by their SHA-256 digest in hexadecimal. What was put is there, whole, when the call returns."""

    def put(self, digest: str, content: bytes) -> None:
        """Keep a content; the same one again changes nothing. Raises Unavailable."""
        ...

    def read(self, digest: str) -> bytes:
        """The content. Raises NotFound, or Unavailable where the store does not answer."""
        ...

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """The digests of what was put last before a moment, in any order. Raises Unavailable."""
        ...

    def drop(self, digest: str, before: datetime) -> bool:
        """Let a content go, unless it was put again since that moment; whether it is gone. Raises Unavailable."""
        ...


@dataclass(frozen=True)
class Folder:
    """Files in a folder of this machine, which its owner alone can open."""

    path: Path

    def path_of(self, digest: str) -> Path:
        """Where the content with this digest lies."""
        return self.path / digest[:2] / digest

    def put(self, digest: str, content: bytes) -> None:
        path = self.path_of(digest)
        with suppress(FileNotFoundError):
            os.utime(path)  # it is needed anew: nobody clears it away meanwhile
            return
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            put(path, content)
        except OSError as problem:  # the disk is full, or may only be read
            raise _away(problem) from problem

    def read(self, digest: str) -> bytes:
        try:
            return self.path_of(digest).read_bytes()
        except FileNotFoundError as missing:
            raise NotFound() from missing

    def kept_before(self, moment: datetime) -> Iterator[str]:
        for path in self.path.glob("??/*"):
            if DIGEST.fullmatch(path.name) and path.stat().st_mtime < moment.timestamp():
                yield path.name

    def drop(self, digest: str, before: datetime) -> bool:
        path = self.path_of(digest)
        aside = path.with_name(f"{path.name}.gone")
        path.rename(aside)  # from now on it is put anew; who put it just before has touched it
        if aside.stat().st_mtime >= before.timestamp():
            aside.rename(path)
            return False
        aside.unlink()
        return True


@dataclass(frozen=True)
class Bucket:
    """Files in a store that speaks S3, by obstore: ``url`` is ``s3://BUCKET/PREFIX``."""

    url: str
    options: dict[str, Any] = field(repr=False)

    def put(self, digest: str, content: bytes) -> None:
        try:
            self._store.put(digest, content)
        except Exception as problem:  # obstore knows many, and the one who sent a file can do nothing about any
            raise _away(problem) from problem

    def read(self, digest: str) -> bytes:
        try:
            return bytes(self._store.get(digest).bytes())
        except FileNotFoundError as missing:
            raise NotFound() from missing
        except Exception as problem:
            raise _away(problem) from problem

    def kept_before(self, moment: datetime) -> Iterator[str]:
        try:
            for portion in self._store.list():
                yield from (each["path"] for each in portion if each["last_modified"] < moment)
        except Exception as problem:
            raise _away(problem) from problem

    def drop(self, digest: str, before: datetime) -> bool:
        try:
            if self._store.head(digest)["last_modified"] >= before:
                return False
            self._store.delete(digest)
        except Exception as problem:
            raise _away(problem) from problem
        return True

    @cached_property
    def _store(self) -> Any:
        """Made at the first use: its threads would not live through the fork of a web server that starts workers."""
        return importlib.import_module("obstore.store").from_url(self.url, retry_config=PATIENCE, **self.options)


def init_files(app: Flask) -> None:
    """Choose where files lie: in ``FILES_STORE`` where it is set, else in ``FILES_FOLDER``. Raises Misconfigured."""
    url = app.config["FILES_STORE"]
    app.extensions["files"] = _bucket(app, url) if url else Folder(Path(app.config["FILES_FOLDER"]))


def current_storage() -> Storage:
    """The storage of the running application."""
    return cast(Storage, current_app.extensions["files"])


def _bucket(app: Flask, url: str) -> Bucket:
    if not url.startswith(S3) or not url.removeprefix(S3).strip("/"):
        raise Misconfigured(f'FILES_STORE is "{url}". Write s3://BUCKET/PREFIX, or leave it empty for FILES_FOLDER.')
    if importlib.util.find_spec("obstore") is None:
        raise Misconfigured("FILES_STORE names an S3 store, and obstore is not installed. pip install -e '.[scale]'")
    endpoint = app.config["S3_ENDPOINT"]
    chosen = {
        "region": app.config["S3_REGION"],
        "endpoint": endpoint,
        "access_key_id": app.config["S3_ACCESS_KEY"],
        "secret_access_key": app.config["S3_SECRET_KEY"],
    }
    client = {"connect_timeout": "2s", "timeout": "5s", "allow_http": endpoint.startswith("http:")}
    # What is left empty comes from where S3 clients look for it: AWS_ variables, or the role of the machine.
    return Bucket(url, {name: value for name, value in chosen.items() if value} | {"client_options": client})


def _away(problem: Exception) -> Unavailable:
    log.error("the file store does not answer: %s", type(problem).__name__)  # its words hold addresses and keys
    return Unavailable(AWAY)
