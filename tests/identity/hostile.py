"""An OpenID provider that lies on demand: a real HTTP server whose answers a test bends."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug.wrappers import Request, Response

CLIENT_ID, CLIENT_SECRET = "egov", "a-secret-that-only-two-know-of-each-other"
GOOD = "good"
Claims = dict[str, Any]


def changed(**values: Any) -> Callable[[Claims], Claims]:
    """Claims with some of them changed, and those set to None left out."""
    return lambda claims: {name: value for name, value in {**claims, **values}.items() if value is not None}


# What it does to the claims of the ID token, by the name of the lie.
ID_TOKEN_LIES: dict[str, Callable[[Claims], Claims]] = {
    "wrong iss": changed(iss="https://evil.example"),
    "no iss": changed(iss=None),
    "wrong aud": changed(aud=["somebody-else"]),
    "several aud and no azp": changed(aud=[CLIENT_ID, "somebody-else"]),
    "wrong azp": changed(azp="somebody-else"),
    "wrong nonce": changed(nonce="not-the-one-you-sent"),
    "no nonce": changed(nonce=None),
    "expired": lambda claims: {**claims, "exp": int(time.time()) - 300},
    "no exp": changed(exp=None),
    "exp is a word": changed(exp="tomorrow"),
    "issued long ago": lambda claims: {**claims, "iat": int(time.time()) - 3600},
    "issued in the future": lambda claims: {**claims, "iat": int(time.time()) + 3600},
    "no sub": changed(sub=None),
}
USERINFO_LIES: dict[str, Callable[[Claims], Claims]] = {
    "userinfo about another": changed(sub="another-subject"),
    "userinfo without sub": changed(sub=None),
    "no birthdate": changed(birthdate=None),
    "no identifier": changed(national_id=None),
    "empty name": changed(name=" "),
}


@dataclass
class HostileProvider:
    """Answers as its ``lie`` says; ``nonce`` is what the browser brought to its sign-in page."""

    lie: str = GOOD
    nonce: str = ""
    url: str = ""
    identifier: str = "4260181595"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    form: dict[str, str] = field(default_factory=dict)
    authorization: str = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        pages = {
            "/.well-known/openid-configuration": self._configuration,
            "/keys": lambda _request: _json({"keys": [self.key.as_dict(private=False)]}),
            "/token": self._token,
            "/userinfo": self._userinfo,
        }
        return pages[request.path](request)(environ, start_response)

    def _configuration(self, _request: Request) -> Response:
        if self.lie == "slow":
            time.sleep(1.5)
        names = ("authorization", "token", "userinfo")
        facts = {f"{name}_endpoint": f"{self.url}/{name}" for name in names} | {"jwks_uri": f"{self.url}/keys"}
        if self.lie == "no token endpoint":
            del facts["token_endpoint"]
        return _json({"issuer": "https://evil.example" if self.lie == "another issuer" else self.url, **facts})

    def _token(self, request: Request) -> Response:
        self.form, self.authorization = request.form.to_dict(), request.headers.get("Authorization", "")
        match self.lie:
            case "token endpoint fails":
                return Response("boom", status=500)
            case "token is no JSON":
                return Response("<p>hello</p>", content_type="text/html")
            case "code is refused":
                return _json({"error": "invalid_grant"}, 400)
            case "no ID token":
                return _json({"access_token": "a", "token_type": "Bearer"})
            case "ID token is rubbish":
                return _json({"access_token": "a", "token_type": "Bearer", "id_token": "a.b.c"})
        return _json({"access_token": "a", "token_type": "Bearer", "id_token": self._id_token()})

    def _id_token(self) -> str:
        at = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "sub": "s-1", "nonce": self.nonce, "iat": at, "exp": at + 300}
        claims = ID_TOKEN_LIES.get(self.lie, changed())(claims)
        match self.lie:
            case "no signature":
                return forged("none", claims, b"")
            case "signed with the client secret":
                return forged("HS256", claims, CLIENT_SECRET.encode())
            case "signed with the public key as a secret":
                return forged("HS256", claims, self.key.as_pem(private=False))
            case "signed with a foreign key":
                return self._signed("ES256", claims, ECKey.generate_key("P-256"))
            case "signed with a key of another kind":
                return self._signed("RS256", claims, RSAKey.generate_key(2048))
        return self._signed("ES256", claims, self.key)

    def _signed(self, algorithm: str, claims: Claims, key: ECKey | RSAKey) -> str:
        return jwt.encode({"alg": algorithm, "kid": str(self.key.kid)}, claims, key, [algorithm])

    def _userinfo(self, _request: Request) -> Response:
        if self.lie == "userinfo is refused":
            return _json({"error": "invalid_token"}, 401)
        if self.lie == "userinfo is a list":
            return _json([])
        claims = {"sub": "s-1", "name": "Amina Haddad", "birthdate": "1991-04-12", "national_id": self.identifier}
        claims = USERINFO_LIES.get(self.lie, changed())(claims)
        if self.lie in ("signed userinfo", "signed userinfo for another"):
            audience = CLIENT_ID if self.lie == "signed userinfo" else "somebody-else"
            signed = self._signed("ES256", {**claims, "iss": self.url, "aud": audience}, self.key)
            return Response(signed, content_type="application/jwt")
        return _json(claims)


def _json(value: object, status: int = 200) -> Response:
    return Response(json.dumps(value), status=status, content_type="application/json")


def forged(algorithm: str, claims: Claims, secret: bytes) -> str:
    """A token that no decent library would sign, signed by hand."""
    head, body = (_base64(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, claims))
    signature = hmac.digest(secret, f"{head}.{body}".encode(), hashlib.sha256) if secret else b""
    return f"{head}.{body}.{_base64(signature)}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
