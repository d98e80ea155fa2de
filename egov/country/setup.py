"""Joins the country to the application: its pack, its languages, the texts of the core."""

from pathlib import Path

from flask import Flask

from egov.country.choice import choose_language, language_context
from egov.country.digits import to_native
from egov.country.formats import register_filters
from egov.country.pack import load_pack
from egov.texts import load_catalogue, set_digits

TRANSLATIONS = Path(__file__).parent.parent / "translations"


def init_country(app: Flask) -> None:
    """Load the pack named by ``COUNTRY``. Raises Misconfigured with one sentence when it is wrong."""
    pack = load_pack(Path(app.config["COUNTRY"]))
    app.extensions["pack"] = pack
    for language in pack.languages:
        set_digits(language.code, to_native("0123456789", language.digits))
        path = TRANSLATIONS / f"{language.code}.po"
        if path.exists():
            load_catalogue(language.code, path)
    register_filters(app)
    app.before_request(choose_language)
    app.context_processor(language_context)
