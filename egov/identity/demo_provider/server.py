"""Authlib's authorization server, taught our client, codes and keys. Its method names are Authlib's."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload, FlaskOAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Request, current_app
from flask import request as flask_request

from egov.country.people import Persona
from egov.db import db, transaction
from egov.identity.demo_provider.codes import nonce_is_known, redeem
from egov.identity.demo_provider.holders import holder_of, subject_of
from egov.identity.demo_provider.keys import ALGORITHM, signing_key
from egov.identity.demo_provider.models import ProviderCode
from egov.identity.issuer import callback_url, demo_issuer
from egov.identity.sessions import hash_token, wall_time

SCOPES = ("openid", "profile")


@dataclass(frozen=True)
class Client:
    """The one site that is registered here."""

    client_id: str
    secret: str
    redirect_uri: str
    id_token_signed_response_alg = ALGORITHM

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """None: a request must name where to go back to."""
        return ""

    def get_allowed_scope(self, scope: str | None) -> str:
        return " ".join(wanted for wanted in (scope or "").split() if wanted in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return hmac.compare_digest(client_secret.encode(), self.secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True)
class Code:
    """A redeemed code as Authlib wants to see it."""

    row: ProviderCode
    code_challenge_method = "S256"

    @property
    def code_challenge(self) -> str:
        return self.row.challenge

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scope

    def get_nonce(self) -> str:
        return self.row.nonce

    def get_auth_time(self) -> int:
        return int(self.row.issued_at.timestamp())

    def get_acr(self) -> None:
        """No level of assurance is claimed."""

    def get_amr(self) -> list[str]:
        return ["pin"]


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = ["client_secret_basic"]

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        asked = request.payload.data
        with transaction():
            db.session.add(
                ProviderCode(
                    code_hash=hash_token(code),
                    identifier=request.user.resident.identifier,
                    client_id=request.client.client_id,
                    redirect_uri=request.payload.redirect_uri,
                    scope=request.scope,
                    nonce=asked["nonce"],
                    challenge=asked["code_challenge"],
                    issued_at=wall_time(),
                )
            )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """The code, used up before anything else is looked at: a second attempt always fails."""
        with transaction():
            row = redeem(code, client.client_id)
        return Code(row) if row else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Nothing to do: the code was used up when it was found."""

    def authenticate_user(self, authorization_code: Code) -> Persona | None:
        return holder_of(authorization_code.row.identifier)


class RequiredChallenge(CodeChallenge):  # type: ignore[misc]
    """PKCE for everybody and with S256 only (RFC 9700, 2.1.1); Authlib demands it of public clients alone."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar = ["S256"]

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A 'code_challenge' with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        return nonce_is_known(nonce)

    def resolve_client_private_key(self, client: Client) -> Any:
        return signing_key()

    def get_encode_header(self, client: Client) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": str(signing_key().kid)}

    def get_client_claims(self, client: Client) -> dict[str, object]:
        return {"iss": demo_issuer(), "aud": [client.client_id]}

    def generate_user_info(self, user: Persona, scope: str) -> dict[str, str]:
        return {"sub": subject_of(user)}


class ClassroomRequest(FlaskOAuth2Request):  # type: ignore[misc]
    """A request that Authlib takes over plain HTTP too: in a classroom a demonstration runs at a local address."""

    def __init__(self, request: Request) -> None:
        secure = request.url.replace("http:", "https:", 1)
        OAuth2Request.__init__(self, method=request.method, uri=secure, headers=request.headers)
        self._request = request
        self.payload = FlaskOAuth2Payload(request)


class Server(AuthorizationServer):  # type: ignore[misc]
    def create_oauth2_request(self, request: object) -> OAuth2Request:
        return request if isinstance(request, OAuth2Request) else ClassroomRequest(flask_request)


def query_client(client_id: str) -> Client | None:
    """The client registered under this name: the site itself, by its own settings."""
    config = current_app.config
    if client_id != config["OIDC_CLIENT_ID"]:
        return None
    return Client(client_id, config["OIDC_CLIENT_SECRET"], callback_url())


def save_token(token: Mapping[str, str], request: OAuth2Request) -> None:
    with transaction():
        row = db.session.merge(request.authorization_code.row)
        row.token_hash = hash_token(token["access_token"])


def make_server(app: Flask) -> Server:
    """The server with the one grant it gives: code, PKCE, nonce, ID token."""
    server = Server(app, query_client=query_client, save_token=save_token)
    server.register_grant(CodeGrant, [RequiredChallenge(required=True), IdToken(require_nonce=True)])
    return server
