"""Where somebody goes after signing in."""

from urllib.parse import urlsplit

from flask import url_for

from egov.identity.models import Person


def own_path(target: str) -> str:
    """The target if it is a path of this site, else nothing: a link must not lead elsewhere by way of a sign-in.

    Browsers read a backslash as a slash and skip control characters, so both are refused (WHATWG URL, 4.4).
    """
    printable = all(" " < character != "\x7f" for character in target)
    if not printable or "\\" in target or not target.startswith("/") or target.startswith("//"):
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc else target


def destination(person: Person, target: str) -> str:
    """The page that was asked for, or the one where the person's work begins."""
    if own_path(target):
        return target
    if person.holds("auditor"):
        return url_for("audit.search")
    return url_for("cases.queue") if person.roles else "/"
