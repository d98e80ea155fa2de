"""A line a request, by which a mistake can be found, and nothing in it about anybody."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from egov import create_app
from egov.config import ROOT
from egov.db import db
from egov.operating.logs import JsonLines
from egov.web import allow, anyone
from tests.conftest import settings
from tests.support.visitor import Visitor

DOG, EMAIL = "Quokkapup", "amina.canary@example.org"


@dataclass
class Machine:
    """An application that serves as for real, and what it has written into its log."""

    app: Flask
    log: io.StringIO

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


@pytest.fixture
def machine(tmp_path: Path, database_url: str, compiled_templates: FileSystemBytecodeCache) -> Iterator[Machine]:
    log, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(log), root.level
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    app = create_app({**settings(tmp_path, database_url), "TESTING": False, "LOG_FORMAT": "json"})
    app.jinja_env.bytecode_cache = compiled_templates
    app.add_url_rule("/broken/<word>", "broken", allow(anyone)(broken))
    yield Machine(app, log)
    root.removeHandler(handler)
    root.setLevel(level)
    with app.app_context():
        db.engine.dispose()


def broken(word: str) -> str:
    """A page with a mistake, whose words repeat what somebody wrote."""
    try:
        raise KeyError(word)
    except KeyError as problem:
        raise ValueError(f"{EMAIL} cannot be read") from problem


def test_the_number_on_the_page_of_a_mistake_leads_to_its_place(machine: Machine) -> None:
    visitor = Visitor(machine.app).open(f"/broken/{DOG}", status=500)
    number = visitor.response.headers["X-Request-ID"]
    visitor.has("Number of this request", number)
    mistake, request = [line for line in machine.lines() if line.get("request_id") == number]
    assert mistake["errors"] == ["ValueError", "KeyError"]
    assert mistake["trace"][-1].endswith(" broken")
    assert (request["level"], request["method"], request["rule"]) == ("error", "GET", "/broken/<word>")
    assert request["status"] == 500
    assert DOG not in machine.log.getvalue()
    assert EMAIL not in machine.log.getvalue()


def test_of_the_words_of_other_libraries_only_those_before_the_first_value_are_kept(machine: Machine) -> None:
    other = logging.getLogger("gunicorn.error")
    other.warning("Invalid request from ip=127.0.0.2: 'GET /cases/%s'" % DOG)  # noqa: UP031 - as gunicorn does
    other.error("Error handling request %s", f"/cases/{DOG}")
    assert [line["message"] for line in machine.lines()] == ["Invalid request from ip", "Error handling request "]


def test_a_browser_cannot_choose_the_number_and_a_trusted_proxy_can(machine: Machine) -> None:
    client, given = machine.app.test_client(), {"X-Request-ID": "0123456789abcdef"}
    assert client.get("/healthz", headers=given).headers["X-Request-ID"] != "0123456789abcdef"
    machine.app.config["TRUSTED_PROXIES"] = 1
    assert client.get("/healthz", headers=given).headers["X-Request-ID"] == "0123456789abcdef"
    assert client.get("/healthz", headers={"X-Request-ID": f"{EMAIL} "}).headers["X-Request-ID"] != EMAIL


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_paper_is_printed_without_a_word_about_its_letters(form: str) -> None:
    program = (
        "from flask import Flask\nfrom egov.operating.logs import start_logging\n"
        "from tests.papers.test_papers import LICENCE, write_paper\n"
        f"app = Flask('egov')\napp.config['LOG_FORMAT'] = {form!r}\nstart_logging(app)\nwrite_paper(LICENCE)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert not run.stderr
