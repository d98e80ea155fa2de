"""In which language a page is shown: as asked in the address, else as chosen before, else as the browser prefers."""

from typing import Any
from urllib.parse import urlencode

from flask import request, session, url_for

from egov.country.pack import current_pack
from egov.texts import current_language, set_language


def choose_language() -> None:
    """Set the language of this request; a choice in the address (``?lang=ar``) is remembered."""
    pack = current_pack()
    codes = [language.code for language in pack.languages]
    asked = request.args.get("lang")
    if asked in codes:
        session["language"] = asked
    preferred = request.accept_languages.best_match(codes)
    set_language(session.get("language") or preferred or pack.default_language)


def language_context() -> dict[str, Any]:
    """What every template knows of country and language."""
    pack, code = current_pack(), current_language()
    links = [
        {
            "name": language.name,
            "code": language.code,
            "href": _same_page_in(language.code),
            "current": language.code == code,
        }
        for language in pack.languages
    ]
    language = pack.language(code)
    return {"pack": pack, "language": code, "direction": language.direction, "language_links": links}


def _same_page_in(code: str) -> str:
    """The address of this page in another language; a page that only takes what is sent leads to the front page."""
    if not request.url_rule or "GET" not in (request.url_rule.methods or ()):
        return url_for("cases.catalogue", lang=code)
    return f"?{urlencode({**request.args, 'lang': code})}"
