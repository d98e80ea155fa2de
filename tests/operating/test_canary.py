"""A citizen like no other walks through a real server with a real browser, and leaves no trace outside the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
import requests
from aiosmtpd.controller import Controller
from sqlalchemy import create_engine, text

from tests.scale.profile import until
from tests.stories.cast import decide, pay_at_the_demo_bank, send
from tests.support.browser import Person, Stage, chromium, chromium_program
from tests.support.databases import free_port
from tests.support.server import EGOV, Server, environment, serving

DOG, EMAIL, PHONE, SAID, FILE = "Quokkapup", "canary@quokka.example.org", "+999 555 0199", "Quokkasay", "quokkascan.pdf"
CANARY = ("quokka", "canary", "5550199", "555 0199", "amina", "haddad", "4260181595", "4260 181 595", "lighthouse")
TOKEN = "a long way to the harbour and back again"
WELCOME = "Stop with Ctrl+C."  # before it, a demonstration prints the people one can be
# What the database says at the next message repeats it, or at least the statement that was tried.
BROKEN = {
    "sqlite": ["ALTER TABLE message RENAME TO other"],
    "postgresql": [
        "CREATE FUNCTION gossip() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'who says %%', NEW.text; END $$",
        "CREATE TRIGGER gossip BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION gossip()",
    ],
}

pytestmark = pytest.mark.browser


class Gossip:
    """A mail server that takes one letter, knows nobody after that, and repeats whom it does not know."""

    def __init__(self) -> None:
        self.took = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        self.took += 1
        if self.took > 1:
            return f"550 {address} is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def gossip() -> Iterator[str]:
    controller = Controller(Gossip(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[Server]:
    """The demonstration in a process of its own, which logs and counts as a ministry's does."""
    with gossip() as mail:
        own = {"FLASK_LOG_FORMAT": "json", "FLASK_METRICS_TOKEN": TOKEN, "FLASK_SMTP_URL": mail}
        with serving(
            [*EGOV, "demo"], tmp_path / "server.log", {**environment(tmp_path, database_url), **own}
        ) as server:
            yield server


class Watched(Person):
    """Somebody whose browser remembers each address that it asked for."""

    def __init__(self, stage: Stage, asked: list[str]) -> None:
        super().__init__(stage)
        self.looks = False  # other stories look at these pages
        self.context.on("request", lambda request: asked.append(unquote_plus(request.url)))


def applies(amina: Watched) -> str:
    """A whole application with a mistake in it, and a message; the reference of the case."""
    amina.sign_in("amina").open("/services/dog_licence").begin()
    amina.fill("What is the dog's name?", DOG).choose("How tall is the dog?", "Up to 40 cm")
    amina.choose("Is the dog neutered?", "No").press("Continue").sees("There is a problem")
    amina.choose("Is it a guide dog?", "No").press("Continue")
    amina.fill("House and street", "14 Lighthouse Road").choose("Town or village", "Lantern Point, Harbour District")
    amina.press("Continue").fill("E-mail address", EMAIL).fill("Mobile phone number", PHONE)
    reference = send(amina)
    pay_at_the_demo_bank(amina).follow("See your case")
    amina.unfold("Write to the office").fill("Your message", SAID).press("Send message").sees(SAID)
    return reference


def is_searched_for(omar: Watched, ruth: Watched) -> None:
    """By name and number, at the desk and in the audit log."""
    search = "Find a case by reference, name or identifier"
    omar.sign_in("omar").open("/office").fill(search, "Amina Haddad").press("Search").sees("Amina Haddad")
    omar.fill(search, "4260 181 595").press("Search").sees("Amina Haddad")
    ruth.sign_in("ruth").open("/audit").fill("Person", "Amina Haddad").press("Search").sees("Amina Haddad")


def is_decided(amina: Watched, omar: Watched, reference: str, file: Path) -> None:
    """She is asked for a paper, sends it, and it is read."""
    file.write_bytes(b"%PDF-1.7\n")
    decide(omar.open(f"/office/{reference}").press("Take this case"), "Ask for more", "The paper, please.")
    amina.open(f"/cases/{reference}").fill("Your words", SAID).attach("Files (optional)", file)
    amina.press("Send your answer").download(FILE)
    decide(omar.open(f"/office/{reference}"), "Approve").sees("Issued")


def meets_mistakes(amina: Watched, reference: str, database_url: str) -> None:
    """What is not there, and a database that repeats to the server what she wrote."""
    amina.open(f"/nothing/{DOG}", status=404)
    amina.open(f"/cases/{reference}").unfold("Write to the office").fill("Your message", f"{SAID} again")
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for statement in BROKEN[engine.dialect.name]:
            connection.exec_driver_sql(statement)
    amina.press("Send message").sees("Number of this request")
    engine.dispose()


def said_by_the_mail_server(database_url: str) -> list[str]:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        said = list(connection.scalars(text("SELECT last_error FROM outbox WHERE last_error <> ''")))
    engine.dispose()
    return said


def traces(words: str) -> list[str]:
    """The lines in which something of the citizen stands."""
    return [line for line in words.splitlines() if any(word in line.lower() for word in CANARY)]


def test_a_citizen_like_no_other_leaves_no_trace_in_logs_addresses_or_figures(
    house: Server, database_url: str, tmp_path: Path, looked_at: Path
) -> None:
    program = chromium_program()
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    asked: list[str] = []
    with chromium(program) as browser:
        stage = Stage(browser, house.url, [], looked_at)
        amina = Watched(stage, asked)
        reference, omar = applies(amina), Watched(stage, asked)
        is_searched_for(omar, Watched(stage, asked))
        is_decided(amina, omar, reference, tmp_path / FILE)
        until(lambda: any(EMAIL in each for each in said_by_the_mail_server(database_url)), "a letter that failed")
        shown = len(asked)
        meets_mistakes(amina, reference, database_url)
    figures = requests.get(f"{house.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10)
    log = house.said().partition(WELCOME)[2]
    lines = [json.loads(line) for line in log.splitlines() if line]
    assert max(line.get("status", 0) for line in lines) >= 500
    assert any("was not sent" in line["message"] for line in lines)
    assert 'rule="/cases/<reference>' in figures.text
    assert shown > 50
    assert traces(log) == []
    assert traces("\n".join(each for each in asked if "/nothing/" not in each)) == []
    assert traces(figures.text) == []
