"""The number that people read out, and the code that the QR code carries."""

import secrets

from egov.cases.codes import ALPHABET, MISREAD, clean_reference, new_reference
from egov.country.digits import to_latin

CODE_LENGTH = 26  # 130 bits: nobody finds a certificate by trying


def new_number(prefix: str, year: int) -> str:
    """A number such as ``DLC-26-7KQ4M2-X``, with the check character of ISO 7064; C stands for certificate."""
    return new_reference(f"{prefix}C", year)


def new_code() -> str:
    """A code in capitals and digits alone, which QR codes store most densely."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def clean_number(typed: str) -> str | None:
    """The number however it was typed, None where it cannot be one."""
    return clean_reference(typed)


def clean_code(typed: str) -> str | None:
    """The code however it was typed, None where it cannot be one."""
    plain = "".join(c for c in to_latin(typed).upper() if c.isascii() and c.isalnum()).translate(MISREAD)
    return plain if len(plain) == CODE_LENGTH else None
