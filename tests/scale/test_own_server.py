"""Our own server: behind another one each browser is counted by itself, and a full room shuts nobody out."""

import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

from tests.support.server import Server, running_demo

SILENT = 250  # connections that forty browsers keep open
MOST_A_MINUTE = 10  # wrong codes, see egov.cases.draft_views


def wrong_codes(server: Server, browser: str, times: int) -> list[int]:
    """The statuses of typing a code that opens nothing, again and again, from the browser at an address."""
    with requests.Session() as session:
        session.headers["X-Forwarded-For"] = browser
        page = BeautifulSoup(session.get(f"{server.url}/resume", timeout=30).text, "html.parser")
        token = page.select_one("form[action='/resume'] [name=csrf_token], main [name=csrf_token]")
        assert token
        sent = {"csrf_token": str(token["value"]), "code": "x"}
        return [session.post(f"{server.url}/resume", data=sent, timeout=30).status_code for _time in range(times)]


@pytest.mark.parametrize(("proxies", "other"), [("1", 400), ("0", 429)])
def test_a_browser_is_known_by_the_word_of_a_trusted_proxy_only(
    proxies: str, other: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_TRUSTED_PROXIES", proxies)
    with running_demo(tmp_path, "") as server:
        tried = wrong_codes(server, "203.0.113.1", MOST_A_MINUTE + 1)
        assert (set(tried[:-1]), tried[-1]) == ({400}, 429)
        assert wrong_codes(server, "203.0.113.2", 1) == [other]


def test_who_comes_beside_many_silent_connections_is_served(tmp_path: Path) -> None:
    with running_demo(tmp_path, "") as server, ExitStack() as room:
        address = (urlsplit(server.url).hostname or "", urlsplit(server.url).port or 0)
        for _browser in range(SILENT):
            room.enter_context(socket.create_connection(address, timeout=10))
        assert requests.get(f"{server.url}/verify", timeout=15).status_code == 200
