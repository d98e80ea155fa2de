"""The provider's signing key, derived from a secret that is made at the first start."""

from pathlib import Path

from flask import current_app
from joserfc.jwk import ECKey

from egov.config import secret

ALGORITHM = "ES256"


def signing_key() -> ECKey:
    """The private key, the same in every process."""
    return ECKey.derive_key(secret(Path(current_app.config["KEYS_FOLDER"]) / "demo_provider"), "P-256", auto_kid=True)


def public_keys() -> dict[str, object]:
    """The JWK set that clients check signatures with (RFC 7517)."""
    return {"keys": [{**signing_key().as_dict(private=False), "alg": ALGORITHM, "use": "sig"}]}
