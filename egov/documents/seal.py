"""The seal of the state on a certificate: an Ed25519 signature (RFC 8032) over what the certificate says."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from egov.config import secret
from egov.documents.models import Certificate


def seal(certificate: Certificate) -> None:
    """Sign the certificate as it stands."""
    certificate.signature = signer()(statement(certificate))


def signer() -> Callable[[bytes], str]:
    """What signs statements with the key as it is now."""
    key = _key()
    return lambda said: urlsafe_b64encode(key.sign(said)).decode()


def is_unbroken(certificate: Certificate) -> bool:
    """Whether the certificate still says what was signed."""
    try:
        _key().public_key().verify(urlsafe_b64decode(certificate.signature), statement(certificate))
    except (InvalidSignature, ValueError):
        return False
    return True


def statement(certificate: Certificate) -> bytes:
    """What is signed, in one spelling only: JSON in the canonical form of RFC 8785."""
    said = {
        "number": certificate.number,
        "code": certificate.code,
        "service": certificate.service,
        "title": certificate.title,
        "intro": certificate.intro,
        "language": certificate.language,
        "facts": certificate.facts,
        "holder": certificate.holder_name,
        "office": certificate.office,
        "issued": certificate.issued_at.isoformat(),
        "until": certificate.valid_until.isoformat() if certificate.valid_until else None,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _key() -> Ed25519PrivateKey:
    """The key in the keys folder, made at the first certificate. Keep a copy: without it, all of them look false."""
    seed = secret(Path(current_app.config["KEYS_FOLDER"]) / "certificates")
    return Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(f"{seed}="))
