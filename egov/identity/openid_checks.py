"""Whether a provider's answer can be trusted: what OpenID Connect Core 1.0, 3.1.3.7 asks of whoever reads an ID token.

We check all of it ourselves. General clients accept answers they should not: one without an ID token, or a userinfo
answer about somebody else (OpenID Connect Core 1.0, 5.3.2).
"""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from egov.errors import Problem
from egov.texts import Text, _

# Signatures with a key pair only: with "none" or a shared secret anybody could write a token.
ALGORITHMS = ("ES256", "ES384", "PS256", "RS256")
LEEWAY = 60  # Seconds that two clocks may differ.
OLDEST = 600  # Seconds since a token was issued: it comes straight from the provider.
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2.

NOT_SURE = _("We could not make sure who you are. You are not signed in. Please try again.")


class SignInRefused(Problem):
    """The provider's answer cannot be trusted; ``why`` is for the operator's log, not for the citizen."""

    title = _("You are not signed in")

    def __init__(self, why: str, sentence: Text = NOT_SURE) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True)
class Expected:
    """What a token must say: who issued it, for whom, in answer to which request, and the time now."""

    issuer: str
    client_id: str
    nonce: str
    at: datetime


def read_signed(token: object, keys: object) -> dict[str, Any]:
    """The claims of a token signed by one of the provider's keys (a JWK set). Raises SignInRefused."""
    if not isinstance(token, str):
        raise SignInRefused("there is no ID token")
    try:
        return jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise SignInRefused(f"the signature does not hold: {problem}") from problem


def check_id_token(claims: Mapping[str, Any], expected: Expected) -> None:
    """Raises SignInRefused with all that is wrong in the token."""
    faults = [*_wrong_party(claims, expected), *_wrong_time(claims, expected.at)]
    if not hmac.compare_digest(str(claims.get("nonce")).encode(), expected.nonce.encode()):
        faults.append("nonce is not the one we sent")
    if faults:
        raise SignInRefused(", ".join(faults))


def check_userinfo(info: Mapping[str, Any], id_token: Mapping[str, Any]) -> None:
    """Raises SignInRefused unless both speak of the same subject (OpenID Connect Core 1.0, 5.3.2)."""
    if info.get("sub") != id_token["sub"]:
        raise SignInRefused("userinfo is about somebody else")


def audiences(claims: Mapping[str, Any]) -> list[Any]:
    """For whom a token is: a name, or a list of names (RFC 7519, 4.1.3)."""
    audience = claims.get("aud")
    return audience if isinstance(audience, list) else [audience]


def _wrong_party(claims: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    only_us = audiences(claims) == [expected.client_id]
    if claims.get("iss") != expected.issuer:
        yield "iss is not our provider"
    if expected.client_id not in audiences(claims):
        yield "aud is not us"
    if claims.get("azp", expected.client_id if only_us else None) != expected.client_id:
        yield "azp is not us"
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        yield "sub is missing"


def _wrong_time(claims: Mapping[str, Any], at: datetime) -> Iterator[str]:
    seconds = at.timestamp()
    expires, issued = claims.get("exp"), claims.get("iat")
    if not (_is_time(expires) and expires > seconds - LEEWAY):
        yield "exp is past"
    if not (_is_time(issued) and seconds - OLDEST < issued < seconds + LEEWAY):
        yield "iat is not now"


def _is_time(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
