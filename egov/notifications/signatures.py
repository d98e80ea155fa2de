"""How machines know that a message is ours: HMAC-SHA256 (RFC 2104) over its body, with a secret both sides hold."""

import hmac

HEADER = "X-Signature"


def sign(body: str, secret: str) -> str:
    """The signature of a body, in hexadecimal."""
    return hmac.new(secret.encode(), body.encode(), "sha256").hexdigest()


def is_signed(body: str, signature: str, secret: str) -> bool:
    """Whether the signature is right. It takes equally long for every wrong one."""
    return hmac.compare_digest(sign(body, secret).encode(), signature.encode())
