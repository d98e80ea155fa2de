"""Amina signs in with Meridia ID: two real parties that talk over HTTP, and a browser between them."""

import base64
import hashlib
import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select, update

from egov.db import db, transaction
from egov.identity.demo_provider.models import ProviderCode
from egov.identity.models import Account, Person
from egov.identity.sessions import wall_time
from tests.identity.house import served
from tests.support.visitor import Visitor

AMINA, PIN = "4260 181 595", "2468"
VERIFIER = "v" * 43


class Browser:
    """A browser that follows links, fills in the form of a page and sends it."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = requests.Session()

    def open(self, path: str, **options: bool) -> requests.Response:
        return self.http.get(self.base_url + path, timeout=10, allow_redirects=options.get("follow", True))

    def send(self, page: requests.Response, **fields: str) -> requests.Response:
        """Send the form of a page, without following the answer."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        action = re.search(r'action="([^"]+)"', page.text)
        assert token
        assert action
        data = {"csrf_token": token[1], **fields}
        address = self.base_url + html.unescape(action[1])
        return self.http.post(address, data=data, timeout=10, allow_redirects=False)


@pytest.fixture
def browser(server: str) -> Browser:
    return Browser(server)


def asked(server: str, **changes: str) -> dict[str, str]:
    """What a site asks the provider, with changes; an empty value leaves one out."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": "egov",
        "redirect_uri": server + "/sign-in/callback",
        "scope": "openid profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in query.items() if value}


def code_for(browser: Browser) -> str:
    page = browser.open("/national-id/authorize?" + urlencode(asked(browser.base_url)))
    answer = browser.send(page, identifier=AMINA, pin=PIN)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def exchange(app: Flask, issued: str, **changes: str) -> requests.Response:
    base_url = app.config["BASE_URL"]
    fields = {
        "grant_type": "authorization_code",
        "code": issued,
        "redirect_uri": base_url + "/sign-in/callback",
        "code_verifier": VERIFIER,
        **changes,
    }
    secret = fields.pop("secret", app.config["OIDC_CLIENT_SECRET"])
    return requests.post(base_url + "/national-id/token", data=fields, auth=("egov", secret), timeout=10)


def test_amina_signs_in_with_her_number_and_pin(app: Flask, browser: Browser) -> None:
    page = browser.open("/sign-in/citizen?next=/account")
    assert "Confirm who you are" in page.text
    assert "Meridia ID" in page.text
    answer = browser.send(page, identifier=AMINA, pin=PIN)
    assert answer.status_code == 302
    account = browser.http.get(answer.headers["Location"], timeout=10)
    assert account.url.endswith("/account")
    assert "Amina Haddad" in account.text
    with app.app_context():
        query = select(Account).join(Account.person).where(Person.name == "Amina Haddad", Account.issuer != "demo")
        assert len(db.session.scalars(query).all()) == 1


def test_the_page_tells_what_the_site_will_learn_and_whom_to_play(browser: Browser) -> None:
    page = browser.open("/sign-in/citizen").text
    assert "your date of birth" in page
    assert "6960 308 248" in page
    assert "Omar Salim" not in page


def test_a_wrong_pin_gets_a_sentence_and_the_fifth_locks_the_card(app: Flask, browser: Browser) -> None:
    page = browser.open("/sign-in/citizen")
    for _attempt in range(5):
        page = browser.send(page, identifier=AMINA, pin="0000")
        assert page.status_code == 400
        assert "The number or the PIN is not right." in page.text
    assert browser.send(page, identifier=AMINA, pin=PIN).status_code == 400
    assert browser.send(page, identifier="6960308248", pin=PIN).status_code == 302


def test_a_number_nobody_has_gets_the_same_sentence(browser: Browser) -> None:
    page = browser.send(browser.open("/sign-in/citizen"), identifier="1234567890", pin=PIN)
    assert "The number or the PIN is not right." in page.text


def test_who_cancels_comes_back_not_signed_in(browser: Browser) -> None:
    answer = browser.send(browser.open("/sign-in/citizen"), cancel="yes")
    page = browser.http.get(answer.headers["Location"], timeout=10)
    assert "You did not finish at the sign-in service." in page.text


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": "https://evil.example/callback"}, {"redirect_uri": ""}, {"client_id": "another"}]
)
def test_the_provider_sends_nobody_to_an_address_it_does_not_know(browser: Browser, changes: dict[str, str]) -> None:
    page = browser.open("/national-id/authorize?" + urlencode(asked(browser.base_url, **changes)), follow=False)
    assert page.status_code == 400
    assert "asked in a way we do not accept" in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": "", "code_challenge_method": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"nonce": ""},
        {"response_type": "token"},
        {"prompt": "none"},
    ],
)
def test_the_provider_insists_on_pkce_nonce_and_code(browser: Browser, changes: dict[str, str]) -> None:
    answer = browser.open("/national-id/authorize?" + urlencode(asked(browser.base_url, **changes)), follow=False)
    assert answer.status_code == 302
    assert "error=" in answer.headers["Location"]
    assert "state=s" in answer.headers["Location"]


def test_a_code_works_once(app: Flask, browser: Browser) -> None:
    code = code_for(browser)
    assert set(exchange(app, code).json()) >= {"id_token", "access_token"}
    assert exchange(app, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": "https://evil.example"},
        {"secret": "guessed"},
        {"code": "guessed"},
    ],
)
def test_a_code_is_bound_to_its_request(app: Flask, browser: Browser, changes: dict[str, str]) -> None:
    answer = exchange(app, code_for(browser), **changes)
    assert answer.status_code in (400, 401)
    assert "id_token" not in answer.json()


def test_a_code_lives_for_a_minute(app: Flask, browser: Browser) -> None:
    code = code_for(browser)
    with app.app_context(), transaction():
        db.session.execute(update(ProviderCode).values(issued_at=wall_time() - timedelta(seconds=61)))
    assert exchange(app, code).json()["error"] == "invalid_grant"


def test_userinfo_is_for_whoever_holds_the_token(app: Flask, browser: Browser) -> None:
    token = exchange(app, code_for(browser)).json()["access_token"]
    address = browser.base_url + "/national-id/userinfo"
    told = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=10).json()
    assert (told["name"], told["birthdate"], told["national_id"]) == ("Amina Haddad", "1991-04-12", "4260181595")
    for header in ({}, {"Authorization": "Bearer guessed"}, {"Authorization": f"Basic {token}"}):
        assert requests.get(address, headers=header, timeout=10).status_code == 401


def test_the_private_key_stays_at_home(browser: Browser) -> None:
    (key,) = browser.open("/national-id/keys").json()["keys"]
    assert key["kty"] == "EC"
    assert "d" not in key


def test_a_nonce_is_answered_once(browser: Browser) -> None:
    code_for(browser)
    answer = browser.open("/national-id/authorize?" + urlencode(asked(browser.base_url)), follow=False)
    assert "error=invalid_request" in answer.headers["Location"]


def test_the_page_of_the_provider_is_as_accessible_as_ours_and_shows_none_of_our_menus(app: Flask) -> None:
    app.config["BASE_URL"] = "http://localhost"
    visitor = Visitor(app).open("/national-id/authorize?" + urlencode(asked("http://localhost")))
    visitor.has("Meridia ID", "The national identity service").lacks("Public services Services")
    assert not visitor.page.find("nav")


def test_signing_in_needs_no_second_thread_so_a_whole_class_can_do_it_at_once(app: Flask) -> None:
    with served(app, threaded=False) as base_url:
        app.config["BASE_URL"] = base_url
        browser = Browser(base_url)
        answer = browser.send(browser.open("/sign-in/citizen"), identifier=AMINA, pin=PIN)
        assert browser.http.get(answer.headers["Location"], timeout=10).status_code == 200
