"""References that people read out, and codes that open a draft or a case without an account."""

import hashlib
import secrets

from stdnum.iso7064 import mod_37_36

from egov.country.digits import to_latin, without_invisible

# Crockford's base 32: no I, L, O, U, so that nothing is misread and no word appears by chance.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILO", "110")
CODE_LENGTH = 16  # 80 bits


def new_reference(prefix: str, year: int) -> str:
    """A reference such as ``DL-26-7KQ4M2-X``: service, year, six random characters, ISO 7064 mod 37,36 check.

    Its check character is of the alphabet too: a stem whose check could be misread is thrown away.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(6))
        check = mod_37_36.calc_check_digit(f"{prefix}{year % 100:02}{body}")
        if check in ALPHABET:
            return f"{prefix}-{year % 100:02}-{body}-{check}"


def clean_reference(typed: str) -> str | None:
    """The reference that was typed in any digits, any case, with or without dashes; None when the check fails.

    A name has no year in it: without that, one name of ten letters in 36 would pass for a reference.
    """
    plain = "".join(c for c in to_latin(without_invisible(typed)).upper() if c.isascii() and c.isalnum())
    if len(plain) < 10:
        return None
    prefix, year, body = plain[:-9], plain[-9:-7].translate(MISREAD), plain[-7:-1].translate(MISREAD)
    if not year.isdigit():
        return None
    check = mod_37_36.calc_check_digit(f"{prefix}{year}{body}")
    if check not in (plain[-1], plain[-1].translate(MISREAD)):
        return None
    return f"{prefix}-{year}-{body}-{check}"


def new_code() -> str:
    """A secret code in groups of four, ``7KQ4-M2XW-...``: whoever has it may go on with the draft."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(characters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def hash_code(typed: str) -> str:
    """The SHA-256 under which a code is stored, the same however it is typed. 80 random bits need no slow hash."""
    plain = "".join(c for c in to_latin(without_invisible(typed)).upper() if c.isascii() and c.isalnum())
    return hashlib.sha256(plain.translate(MISREAD).encode()).hexdigest()
