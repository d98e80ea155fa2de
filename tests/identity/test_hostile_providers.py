"""A provider that lies, breaks or is not there: always a sentence, never a sign-in."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from egov.db import db
from egov.identity.models import Account, Person, SignIn
from tests.identity.hostile import CLIENT_ID, CLIENT_SECRET, ID_TOKEN_LIES, USERINFO_LIES, HostileProvider
from tests.identity.house import entries, is_signed_in, person_named, served
from tests.support.visitor import Visitor

NOT_SURE = "We could not make sure who you are. You are not signed in."
NO_ANSWER = "The sign-in service does not answer at the moment."
LIES = [
    *ID_TOKEN_LIES,
    *USERINFO_LIES,
    "no ID token",
    "ID token is rubbish",
    "code is refused",
    "no signature",
    "signed with the client secret",
    "signed with the public key as a secret",
    "signed with a foreign key",
    "signed with a key of another kind",
    "userinfo is a list",
    "signed userinfo for another",
]
BREAKDOWNS = ["token endpoint fails", "token is no JSON", "userinfo is refused"]


LINES = "no\nERROR somebody else wrote this line\r\nand this one"


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    provider = HostileProvider()
    with served(provider) as url:
        provider.url = url
        yield provider


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """SQLite alone: what is refused here never reaches the database."""
    (tmp_path / "demo.sqlite").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'demo.sqlite'}"


@pytest.fixture(autouse=True)
def trust(app: Flask, provider: HostileProvider) -> None:
    """Make the house trust this provider."""
    app.config.update(
        OIDC_ISSUER=provider.url, OIDC_CLIENT_ID=CLIENT_ID, OIDC_CLIENT_SECRET=CLIENT_SECRET, OIDC_TIMEOUT=1
    )


def come_back(visitor: Visitor, provider: HostileProvider, **answer: str) -> TestResponse:
    """Go to the provider, and return from there with a code, or with another answer."""
    leaving = visitor.client.get("/sign-in/citizen?next=/account")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leaving.location).query).items()}
    provider.nonce = asked["nonce"]
    answer = {"code": "c-1", "state": asked["state"], **answer}
    return visitor.client.get("/sign-in/callback", query_string=answer)


@pytest.mark.parametrize("error", [LINES, "access_denied\u2028ERROR another line"])
def test_nobody_writes_lines_of_his_own_into_the_log(
    visitor: Visitor, provider: HostileProvider, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    assert come_back(visitor, provider, error=error).status_code == 400
    refused = [record.getMessage() for record in caplog.records if "sign-in refused" in record.getMessage()]
    assert [len(message.splitlines()) for message in refused] == [1]


def sign_ins(app: Flask) -> int | None:
    with app.app_context():
        return db.session.scalar(select(func.count(SignIn.id)))


def test_an_honest_provider_signs_amina_in(app: Flask, visitor: Visitor, provider: HostileProvider) -> None:
    answer = come_back(visitor, provider)
    assert (answer.status_code, answer.location) == (302, "/account")
    assert "Amina Haddad" in visitor.client.get("/account").text
    assert [entry.action for entry in entries(app)] == ["account_opened", "signed_in"]


def test_signed_userinfo_is_read_too(visitor: Visitor, provider: HostileProvider) -> None:
    provider.lie = "signed userinfo"
    assert come_back(visitor, provider).status_code == 302


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_with_a_sentence(app: Flask, visitor: Visitor, provider: HostileProvider, lie: str) -> None:
    provider.lie = lie
    answer = come_back(visitor, provider)
    assert answer.status_code == 400
    assert NOT_SURE in answer.text
    assert sign_ins(app) == 0
    assert not is_signed_in(visitor)
    (entry,) = entries(app)
    assert entry.action == "sign_in_failed"
    assert entry.details["why"]


@pytest.mark.parametrize("breakdown", BREAKDOWNS)
def test_a_broken_provider_is_told_as_such(
    app: Flask, visitor: Visitor, provider: HostileProvider, breakdown: str
) -> None:
    provider.lie = breakdown
    answer = come_back(visitor, provider)
    assert answer.status_code == 503
    assert NO_ANSWER in answer.text
    assert sign_ins(app) == 0


def test_a_provider_that_is_slow_is_not_waited_for(visitor: Visitor, provider: HostileProvider) -> None:
    provider.lie = "slow"
    answer = visitor.client.get("/sign-in/citizen")
    assert answer.status_code == 503
    assert NO_ANSWER in answer.text


def test_a_provider_that_is_not_there_is_told_as_such(app: Flask, visitor: Visitor) -> None:
    app.config["OIDC_ISSUER"] = "http://127.0.0.1:9"
    answer = visitor.client.get("/sign-in/citizen")
    assert answer.status_code == 503
    assert NO_ANSWER in answer.text


@pytest.mark.parametrize("lie", ["another issuer", "no token endpoint"])
def test_a_provider_that_describes_itself_wrongly_is_not_visited(
    visitor: Visitor, provider: HostileProvider, lie: str
) -> None:
    provider.lie = lie
    answer = visitor.client.get("/sign-in/citizen")
    assert answer.status_code == 400
    assert NOT_SURE in answer.text


@pytest.mark.parametrize(
    "answer",
    [{"state": "forged"}, {"state": ""}, {"code": ""}, {"iss": "https://evil.example"}, {"error": "server_error"}],
)
def test_an_answer_that_does_not_belong_to_this_browser_is_refused(
    app: Flask, visitor: Visitor, provider: HostileProvider, answer: dict[str, str]
) -> None:
    assert NOT_SURE in come_back(visitor, provider, **answer).text
    assert sign_ins(app) == 0


def test_an_answer_is_taken_once(visitor: Visitor, provider: HostileProvider) -> None:
    first = come_back(visitor, provider)
    visitor.open("/account").press("Sign out")
    again = visitor.client.get(first.request.path + "?" + first.request.query_string.decode())
    assert again.status_code == 400
    assert not is_signed_in(visitor)


def test_a_stranger_who_sends_amina_his_own_answer_does_not_sign_her_in(
    visitor: Visitor, provider: HostileProvider, app: Flask
) -> None:
    leaving = Visitor(app).client.get("/sign-in/citizen")
    state = parse_qs(urlsplit(leaving.location).query)["state"][0]
    assert visitor.client.get(f"/sign-in/callback?code=c-1&state={state}").status_code == 400


def test_who_cancels_is_told_so(visitor: Visitor, provider: HostileProvider) -> None:
    answer = come_back(visitor, provider, error="access_denied")
    assert "You did not finish at the sign-in service." in answer.text


def test_the_code_is_exchanged_with_the_secret_in_the_header_and_the_verifier(
    visitor: Visitor, provider: HostileProvider
) -> None:
    leaving = parse_qs(urlsplit(visitor.client.get("/sign-in/citizen").location).query)
    visitor.client.get(f"/sign-in/callback?code=c-1&state={leaving['state'][0]}")
    assert provider.authorization == "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(provider.form["code_verifier"].encode()).digest()).rstrip(b"=")
    assert leaving["code_challenge"] == [challenge.decode()]
    assert leaving["code_challenge_method"] == ["S256"]
    assert "client_secret" not in provider.form


def test_a_citizen_nobody_knows_yet_becomes_a_person(app: Flask, visitor: Visitor, provider: HostileProvider) -> None:
    provider.identifier = "9999 999 999"
    with app.app_context():
        before = db.session.scalar(select(func.count(Person.id)))
    come_back(visitor, provider)
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id))) == (before or 0) + 1
        person = db.session.scalars(select(Person).where(Person.identifier == "9999999999")).one()
        assert (person.name, person.born.isoformat(), person.language) == ("Amina Haddad", "1991-04-12", "en")


def test_the_second_sign_in_finds_the_same_account(app: Flask, visitor: Visitor, provider: HostileProvider) -> None:
    come_back(visitor, provider)
    come_back(visitor, provider)
    with app.app_context():
        amina = person_named(app, "Amina Haddad")
        query = select(Account).where(Account.person_id == amina.id, Account.issuer == provider.url)
        assert len(db.session.scalars(query).all()) == 1


def test_a_subject_that_turns_up_under_another_identifier_is_refused(
    app: Flask, visitor: Visitor, provider: HostileProvider
) -> None:
    come_back(visitor, provider)
    visitor.open("/account").press("Sign out")
    provider.identifier = "6960308248"
    assert NOT_SURE in come_back(visitor, provider).text
    assert not is_signed_in(visitor)
