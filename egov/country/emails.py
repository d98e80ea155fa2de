"""E-mail addresses: only their shape, since only a message can prove one."""

SPECIAL = frozenset('()<>[]:;@\\,"')  # RFC 5322, 3.2.3: with a comma it would be two addresses, with "<" another one


def is_email_address(text: str) -> bool:
    """Whether this is one address, which a mail program reads as what it is: dot-atom@domain (RFC 5322, 3.4.1), in the
    letters of any script (RFC 6531)."""
    local, _at, domain = text.rpartition("@")
    words = [*local.split("."), *domain.split(".")]
    return "." in domain and all(words) and not any(letter in SPECIAL or letter.isspace() for letter in local + domain)
