import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from egov.db import transaction
from egov.notifications.delivery import deliver_due
from egov.notifications.operations import enqueue
from egov.notifications.signatures import is_signed
from tests.notifications.post_office import PostOffice


@dataclass
class Machine:
    """A machine that listens for callbacks and answers with the statuses it is given."""

    url: str
    statuses: list[int]
    heard: list[tuple[dict[str, str], str]]


@pytest.fixture
def machine() -> Iterator[Machine]:
    heard: list[tuple[dict[str, str], str]] = []
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((dict(self.headers), body))
            self.send_response(statuses.pop(0))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_values: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        machine = Machine(f"http://127.0.0.1:{server.server_port}/callback", statuses, heard)
        Thread(target=server.serve_forever, daemon=True).start()
        yield machine
        server.shutdown()


def say(machine: Machine) -> None:
    with transaction():
        enqueue("callback", machine.url, body=json.dumps({"outcome": "paid"}), key="event 1")


def test_a_callback_is_signed_and_carries_a_key(post_office: PostOffice, machine: Machine) -> None:
    post_office.use(PAYMENT_SECRET="a secret")
    machine.statuses += [200]
    say(machine)
    assert deliver_due() == 1
    [(headers, body)] = machine.heard
    assert json.loads(body) == {"outcome": "paid"}
    assert headers["Content-Type"] == "application/json"
    assert is_signed(body, headers["X-Signature"], "a secret")
    assert not is_signed(body, headers["X-Signature"], "another secret")
    assert not is_signed(body + " ", headers["X-Signature"], "a secret")


def test_a_machine_that_fails_is_told_again_under_the_same_key(post_office: PostOffice, machine: Machine) -> None:
    machine.statuses += [503, 200]
    say(machine)
    assert deliver_due() == 0
    post_office.wait(11)
    assert deliver_due() == 1
    first, second = (headers["Idempotency-Key"] for headers, _body in machine.heard)
    assert first == second


def test_a_signed_word_is_not_carried_elsewhere(post_office: PostOffice, machine: Machine) -> None:
    machine.statuses += [307]
    say(machine)
    assert deliver_due() == 0
    assert len(machine.heard) == 1
    assert "answered 307" in post_office.rows()[0].last_error
