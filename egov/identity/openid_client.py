"""Asks the citizens' OpenID provider who somebody is: the code flow with PKCE, state and nonce.

All of this talks over the network, so none of it runs inside a transaction.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, TypeVar

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from flask import current_app

from egov.errors import Unavailable
from egov.identity.issuer import callback_url, demo_issuer, issuer
from egov.identity.openid_checks import (
    NOT_SURE,
    Expected,
    SignInRefused,
    audiences,
    check_id_token,
    check_userinfo,
    read_signed,
)
from egov.identity.sessions import wall_time
from egov.texts import _

Session = TypeVar("Session", bound=requests.Session)

NOT_SET_UP = _("Citizens cannot sign in here yet. You can still use the services that need no sign-in.")
NO_ANSWER = _("The sign-in service does not answer at the moment. Please try again in a few minutes.")
CANCELLED = _("You did not finish at the sign-in service. You are not signed in.")


@dataclass(frozen=True)
class Provider:
    """The addresses a provider publishes about itself."""

    issuer: str
    authorization: str
    token: str
    userinfo: str
    keys: str


class Pending(TypedDict):
    """What the browser's session keeps while somebody is at the provider; ``next`` is where he goes afterwards."""

    state: str
    nonce: str
    verifier: str
    next: str


def discover() -> Provider:
    """The provider as it describes itself (OpenID Connect Discovery 1.0). Raises Unavailable, SignInRefused."""
    if not issuer():
        raise Unavailable(NOT_SET_UP)
    facts = _get(issuer().rstrip("/") + "/.well-known/openid-configuration").json()
    names = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    if not isinstance(facts, dict) or not all(isinstance(facts.get(name), str) for name in names):
        raise SignInRefused("the discovery document is incomplete")
    if facts["issuer"] != issuer():
        raise SignInRefused("the discovery document belongs to another issuer")
    return Provider(*(facts[name] for name in names))


def begin(target: str) -> tuple[str, Pending]:
    """Where to send the browser, and what to keep until it comes back. Raises Unavailable, SignInRefused."""
    pending = Pending(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        next=target,
    )
    url, _state = _session().create_authorization_url(
        discover().authorization,
        state=pending["state"],
        nonce=pending["nonce"],
        code_verifier=pending["verifier"],
    )
    return str(url), pending


def finish(answer: Mapping[str, str], pending: Pending | None) -> dict[str, Any]:
    """What the provider tells about the one who came back. Raises Unavailable, SignInRefused."""
    pending = _checked(answer, pending)
    provider = discover()
    tokens = _exchange(provider, answer["code"], pending)
    keys = _get(provider.keys).json()
    claims = read_signed(tokens.get("id_token"), keys)
    check_id_token(claims, Expected(provider.issuer, _client_id(), pending["nonce"], wall_time()))
    info = _userinfo(provider, str(tokens.get("access_token")), keys)
    check_userinfo(info, claims)
    return {**claims, **info, "iss": claims["iss"]}


def _checked(answer: Mapping[str, str], pending: Pending | None) -> Pending:
    """What was kept for this answer, if the answer belongs to it and brings a code."""
    if pending is None or not hmac.compare_digest(answer.get("state", "").encode(), pending["state"].encode()):
        raise SignInRefused("state does not belong to this browser")
    if answer.get("iss", issuer()) != issuer():  # RFC 9207: two providers must not be mixed up.
        raise SignInRefused("the answer names another issuer")
    if "error" in answer:
        cancelled = answer["error"] == "access_denied"
        raise SignInRefused(f"the provider answered {answer['error'][:100]}", CANCELLED if cancelled else NOT_SURE)
    if not answer.get("code"):
        raise SignInRefused("there is no code")
    return pending


def _exchange(provider: Provider, code: str, pending: Pending) -> Mapping[str, Any]:
    try:
        tokens: Mapping[str, Any] = _session().fetch_token(
            provider.token,
            grant_type="authorization_code",
            code=code,
            code_verifier=pending["verifier"],
            redirect_uri=callback_url(),
            allow_redirects=False,
        )
        return tokens
    except AuthlibBaseError as problem:
        raise SignInRefused(f"the code was not accepted: {problem}") from problem
    except (requests.RequestException, ValueError) as problem:
        raise Unavailable(NO_ANSWER) from problem


def _userinfo(provider: Provider, access_token: str, keys: object) -> dict[str, Any]:
    """The claims about the person, which a provider may also send signed (OpenID Connect Core 1.0, 5.3.2)."""
    answer = _get(provider.userinfo, access_token)
    if answer.headers.get("Content-Type", "").startswith("application/jwt"):
        info = read_signed(answer.text, keys)
        if info.get("iss") != provider.issuer or _client_id() not in audiences(info):
            raise SignInRefused("userinfo was signed for somebody else")
        return info
    info = answer.json()
    if not isinstance(info, dict):
        raise SignInRefused("userinfo is not an object")
    return info


def _get(url: str, access_token: str = "") -> requests.Response:
    """A JSON answer with status 200. Raises Unavailable."""
    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    try:
        answer = _reaching(requests.Session()).get(url, headers=headers, timeout=_timeout(), allow_redirects=False)
        answer.raise_for_status()
        if not answer.headers.get("Content-Type", "").startswith("application/jwt"):
            answer.json()
    except requests.RequestException as problem:
        raise Unavailable(NO_ANSWER) from problem
    return answer


def _session() -> OAuth2Session:
    session = OAuth2Session(
        _client_id(),
        current_app.config["OIDC_CLIENT_SECRET"],
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - the name of a method
        scope="openid profile",
        redirect_uri=callback_url(),
        code_challenge_method="S256",
        default_timeout=_timeout(),
    )
    return _reaching(session)


def _reaching(session: Session) -> Session:
    """The session, which reaches the provider of a demonstration in this process, and all others over the network."""
    if "demo_transport" in current_app.extensions:
        session.mount(demo_issuer() + "/", current_app.extensions["demo_transport"])
    return session


def _client_id() -> str:
    return str(current_app.config["OIDC_CLIENT_ID"])


def _timeout() -> float:
    return float(current_app.config["OIDC_TIMEOUT"])
