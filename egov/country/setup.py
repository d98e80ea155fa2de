"""Joins the country to the application: its pack, its languages, the texts of the core."""

from pathlib import Path

from flask import Flask, url_for
from flask.typing import ResponseReturnValue

from egov.country.choice import choose_language, language_context
from egov.country.digits import to_native
from egov.country.formats import register_filters
from egov.country.pack import current_pack, load_pack
from egov.errors import NotFound
from egov.po_files import load_catalogue
from egov.texts import isolated, set_digits, set_right_to_left
from egov.web import allow, anyone

TRANSLATIONS = Path(__file__).parent.parent / "translations"


def init_country(app: Flask) -> None:
    """Load the pack named by ``COUNTRY``. Raises Misconfigured with one sentence when it is wrong."""
    pack = load_pack(Path(app.config["COUNTRY"]))
    app.extensions["pack"] = pack
    for language in pack.languages:
        set_digits(language.code, to_native("0123456789", language.digits))
        if language.direction == "rtl":
            set_right_to_left(language.code)
        path = TRANSLATIONS / f"{language.code}.po"
        if path.exists():
            load_catalogue(language.code, path)
    register_filters(app)
    app.before_request(choose_language)
    app.context_processor(language_context)
    app.add_url_rule("/emblem.svg", view_func=emblem)
    app.jinja_env.filters["isolated"] = isolated
    app.jinja_env.globals["emblem"] = (lambda: url_for("emblem")) if pack.emblem else None


@allow(anyone)
def emblem() -> ResponseReturnValue:
    """The emblem of the country's pack. It is shown as a picture, in which no script runs."""
    file = current_pack().emblem
    if file is None:
        raise NotFound()
    return file.read_bytes(), {"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400"}
