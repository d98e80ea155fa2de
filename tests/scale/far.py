"""A visitor who is far away: the same person with the same eyes, at the other end of a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import requests
from flask import Flask
from requests.adapters import HTTPAdapter
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

from tests.support.visitor import Visitor

HOME = "127.0.0.2"  # The address of whoever is far away; this machine has all that begin with 127.


class FromHome(HTTPAdapter):
    """Connects from that address."""

    def init_poolmanager(self, *arguments: Any, **how: Any) -> None:
        super().init_poolmanager(*arguments, **how, source_address=(HOME, 0))


class Line:
    """Speaks HTTP to a server as the test client of an application does. Cookies stay; no redirect is followed."""

    def __init__(self, url: str, certificate: Path) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.mount("https://", FromHome())
        self.session.trust_env = False
        self.session.verify = str(certificate)
        self.environ_base: dict[str, str] = {}
        self.before = url  # the page that lies before the visitor: browsers tell it with what is sent from it

    def test_client(self) -> Line:
        """Itself."""
        return self

    def get(self, address: str, **headers: str) -> TestResponse:
        return self._sent(address, method="GET", headers=headers)

    def post(self, address: str, *, data: dict[str, Any], content_type: str) -> TestResponse:
        return self._sent(address, method="POST", data=data, content_type=content_type)

    def close(self) -> None:
        self.session.close()

    def _sent(self, address: str, **form: Any) -> TestResponse:
        builder = EnvironBuilder(address, base_url=self.url, **form)
        asked = builder.get_request(Request)
        headers = {**form.get("headers", {}), "Referer": self.before}
        headers["Accept-Language"] = self.environ_base.get("HTTP_ACCEPT_LANGUAGE", "en")
        if asked.content_type:
            headers["Content-Type"] = asked.content_type
        answer = self.session.request(
            asked.method, asked.url, data=asked.get_data(), headers=headers, allow_redirects=False, timeout=30
        )
        builder.close()
        self.before = asked.url
        unpacked = [pair for pair in answer.headers.items() if pair[0] not in ("Content-Encoding", "Content-Length")]
        return TestResponse([answer.content], f"{answer.status_code} {answer.reason}", unpacked, asked)


def far_visitor(line: Line) -> Visitor:
    """Somebody at the end of this line."""
    return Visitor(cast(Flask, line))  # he asks an application for nothing but its test client
