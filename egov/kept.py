"""Pieces of pages that are the same for many readers are rendered once, and kept.

``{% call kept("footer", rights) %} … {% endcall %}`` in a template. The language and the address under which the
application stands are seen to; all else that a piece is made of must be named. What belongs to one reader, such as his
name or the token of a form, must never stand in one.
"""

from collections.abc import Callable, Hashable, MutableMapping
from typing import Any

from flask import Flask, current_app, request
from flask.templating import Environment
from markupsafe import Markup

from egov.texts import current_language

PIECES = "pieces"
MOST = 2000  # of about a kilobyte each; then they are rendered anew, one by one


class Templates(Environment):
    """Templates that all know the same things: they stand in one dictionary.

    Jinja chains two, and looks through the chain for each name at each import of each page, a tenth of its time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def init_kept(app: Flask) -> None:
    """Let templates keep pieces."""
    app.extensions[PIECES] = {}
    app.jinja_env.globals["kept"] = kept


def kept(name: str, *made_of: Hashable, caller: Callable[[], Markup]) -> Markup:
    """The piece; rendered anew where it is not known, and where templates are read again whenever they change."""
    pieces: dict[Hashable, Markup] = current_app.extensions[PIECES]
    key = (name, current_language(), request.script_root, made_of)
    piece = pieces.get(key)
    if piece is None or current_app.jinja_env.auto_reload:
        if len(pieces) >= MOST:
            pieces.clear()
        piece = pieces[key] = caller()
    return piece
