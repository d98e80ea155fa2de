"""The drawings of a service and of a case, in the language of the reader."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from egov.cases.models import Case
from egov.catalogue import Service
from egov.country.pack import current_pack
from egov.editions.operations import service_for
from egov.texts import Text, _, current_language
from workflows.drawing.layout import Drawing, laid_out
from workflows.drawing.picture import NOWHERE, Picture, Way, for_citizens, for_officials
from workflows.drawing.svg import svg_of
from workflows.drawing.twin import Paragraph, in_words

KEPT = 128  # drawings of each kind: most cases go one of few ways
SMALL = 280  # pixels: what is left of a small phone inside the details of a page


@dataclass(frozen=True)
class Shown:
    """A drawing and the same in words."""

    svg: Markup
    words: list[Paragraph]


def say(text: str, plural: str = "", **values: Any) -> str:
    """A marked text in the language of the reader (see ``workflows.drawing.words.Say``)."""
    return str(Text(text, plural, values))


def reads_from_the_right() -> bool:
    """Whether the reader's language is written from right to left."""
    return current_pack().language(current_language()).direction == "rtl"


def drawing_for_citizens(service: Service, way: Way = NOWHERE) -> Shown:
    """The whole way as the citizen meets it."""
    return _shown(for_citizens(service.workflow, say), service, way)


def drawing_for_officials(service: Service, way: Way = NOWHERE) -> Shown:
    """The whole way with all roles and clocks."""
    return _shown(for_officials(service.workflow, say, service.days), service, way)


def way_of(case: Case) -> Way:
    """Where a case stands, and the moves that brought it there."""
    return Way(case.state, frozenset((step.source, step.action, step.target) for step in case.steps))


def place_of(case: Case) -> Markup:
    """A small drawing for the applicant: where the case stands, and what can come next."""
    return _place(service_for(case), way_of(case), current_language())


def desk_drawing_of(case: Case) -> Markup:
    """The officials' drawing with the way of a case in it."""
    return _desk_drawing(service_for(case), way_of(case), current_language())


@lru_cache(KEPT)
def _place(service: Service, way: Way, _language: str) -> Markup:
    picture = for_citizens(service.workflow, say).around(way.now)
    title = _("%(service)s: where the case stands", service=service.title)
    return _svg(laid_out(picture, say, way, total=SMALL), title)


@lru_cache(KEPT)
def _desk_drawing(service: Service, way: Way, _language: str) -> Markup:
    return drawing_for_officials(service, way).svg


def _shown(picture: Picture, service: Service, way: Way) -> Shown:
    title = _("%(service)s: the whole way as a drawing", service=service.title)
    return Shown(_svg(laid_out(picture, say, way), title), in_words(picture, say, way))


def _svg(drawing: Drawing, title: Text) -> Markup:
    return Markup(svg_of(drawing, str(title), right_to_left=reads_from_the_right()))  # noqa: S704 - it escapes texts
