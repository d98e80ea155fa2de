"""Joins the case room to the application."""

from collections.abc import Mapping

from flask import Flask

from egov.cases import (  # noqa: F401 - they add their pages
    case_views,
    catalogue_views,
    correction_views,
    desk_views,
    draft_views,
    emergency_views,
    publication_views,
    queue_views,
    removal_views,
)
from egov.cases.blueprint import blueprint
from egov.cases.papers import PapersOf
from egov.cases.steps import Consequence


def init_cases(app: Flask, *, consequences: Mapping[str, Consequence], papers: tuple[PapersOf, ...]) -> None:
    """``consequences`` says what the word in a step's ``does`` means; ``papers`` which rooms make papers of a case."""
    app.extensions["consequences"] = dict(consequences)
    app.extensions["papers"] = papers
    app.register_blueprint(blueprint)
