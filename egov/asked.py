"""Requests as other programs than browsers send them: what the house cannot take is refused with a page."""

from string import punctuation
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Request, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, SecurityError
from werkzeug.routing import IntegerConverter, Map

from egov.errors import BadInput
from egov.texts import _

Sent = TypeVar("Sent")

LARGEST = 2**63 - 1  # the databases count so far
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Asked(Request):
    """A request whose address may hold raw bytes, which are read as if they were escaped; one for a Host that cannot be
    is refused (RFC 9112, 3.2)."""

    def __init__(self, environ: dict[str, Any], **how: Any) -> None:
        query = environ.get("QUERY_STRING", "")
        if not query.isascii():
            environ["QUERY_STRING"] = quote(query.encode("latin1"), safe=punctuation)
        super().__init__(environ, **how)
        if "HTTP_HOST" in environ and not self._is_for_a_host():
            environ["HTTP_HOST"] = "localhost"
            self.routing_exception = BadRequest()

    def _is_for_a_host(self) -> bool:
        try:
            return bool(self.host.encode("idna"))
        except (UnicodeError, SecurityError):
            return False


class RowNumber(IntegerConverter):
    """The number of a row in an address."""

    def __init__(self, url_map: Map, **how: Any) -> None:
        super().__init__(url_map, max=LARGEST, **how)


def row_number(text: str) -> int:
    """The number of a row as a form or an address has it. Raises ValueError."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(number)
    return number


def check_characters() -> None:
    """Refuse the character NUL: PostgreSQL has no place for it in a text, so it must not come into another database."""
    sent = [*_all(request.args), *map(str, (request.view_args or {}).values())]
    if request.mimetype in FORMS:  # whoever takes another body reads it as he knows it, and as far as he wants
        sent += [*_all(request.form), *(file.filename or "" for file in _all(request.files))]
    if any("\0" in text for text in sent):
        raise BadInput(_("This has a character that cannot be used. Type it again."))


def _all(sent: MultiDict[str, Sent]) -> list[Sent]:
    """All values, each time that a name was sent: ``values()`` gives only the first."""
    return [value for _name, value in sent.items(multi=True)]


def init_asked(app: Flask) -> None:
    """Read all requests of the application so. It comes after the guards, and before the first rule with a number."""
    app.request_class = Asked
    app.url_map.converters["int"] = RowNumber
    app.before_request(check_characters)
