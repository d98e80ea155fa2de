"""``--host 0.0.0.0`` lets the whole room in: telephones are led to this machine, and never to themselves."""

import re
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.identity.test_demo_provider import AMINA, PIN, Browser
from tests.support.server import EGOV, Server, environment, serving


def told(server: Server) -> str:
    """The address that the welcome names."""
    found = re.search(r"is open: +(\S+)", server.said())
    assert found, server.said()
    return found[1]


def test_a_telephone_in_the_room_signs_in_at_the_address_that_is_told(tmp_path: Path) -> None:
    with serving([*EGOV, "demo", "--host", "0.0.0.0"], tmp_path / "server.log", environment(tmp_path)) as server:
        address = told(server)
        if "localhost" in address:
            pytest.skip("this machine is in no network")
        telephone = Browser(address)
        page = telephone.open("/sign-in/citizen?next=/account")
        assert page.url.startswith(address)
        answer = telephone.send(page, identifier=AMINA, pin=PIN)
        account = telephone.http.get(answer.headers["Location"], timeout=10)
        assert account.url == f"{address}/account"
        assert "Amina Haddad" in account.text
        assert "Everything fits" in server.command("audit", "verify"), "a command beside it speaks of the same log"


def test_who_lets_nobody_else_in_stays_at_home(tmp_path: Path) -> None:
    with serving([*EGOV, "demo"], tmp_path / "server.log", environment(tmp_path)) as server:
        assert told(server) == server.url


def test_an_address_that_is_given_wins(tmp_path: Path) -> None:
    given = {**environment(tmp_path), "FLASK_BASE_URL": f"http://{socket.gethostname()}:7001"}
    with serving([*EGOV, "demo", "--host", "0.0.0.0"], tmp_path / "server.log", given) as server:
        assert told(server) == given["FLASK_BASE_URL"]
        with urlopen(f"{server.url}/log/policy", timeout=10) as policy:
            assert f"{given['FLASK_BASE_URL']}/log" in policy.read().decode()
