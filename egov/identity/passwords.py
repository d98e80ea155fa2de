"""Passwords are kept as Argon2id hashes, with the parameters argon2-cffi takes from RFC 9106."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The salted hash to store."""
    return _hasher.hash(password)


def password_fits(stored: str, password: str) -> bool:
    """Whether the password belongs to the stored hash.

    An empty ``stored`` (no such user) costs the same time, so that the answer does not tell which names exist.
    """
    try:
        return _hasher.verify(stored or _hash_of_nobody(), password) and bool(stored)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return hash_password(secrets.token_urlsafe(16))
