"""The same picture in words: numbered paragraphs that say what can happen and where one goes on."""

from dataclasses import dataclass

from workflows.drawing.picture import NOWHERE, Exit, Picture, Place, Way
from workflows.drawing.words import Say
from workflows.words import N_


@dataclass(frozen=True)
class Paragraph:
    """A place in words; ``mark`` says whether the case stands here or came through, ``ways`` what can happen."""

    title: str
    notes: tuple[str, ...]
    mark: str
    ways: tuple[str, ...]


def in_words(picture: Picture, say: Say, way: Way = NOWHERE) -> list[Paragraph]:
    """The places in the order of the drawing."""
    number = {place.code: index for index, place in enumerate(picture.places, 1)}
    return [
        Paragraph(
            place.title,
            tuple(filter(None, (place.note, *(words for _code, words in place.inner)))),
            _mark(place, way, say),
            tuple(_way_out(way_out, number, say) for way_out in place.exits),
        )
        for place in picture.places
    ]


def _mark(place: Place, way: Way, say: Say) -> str:
    if way.is_at(place):
        return say(N_("The case stands here"))
    return say(N_("Done")) if way.came_through(place) else ""


def _way_out(way_out: Exit, number: dict[str, int], say: Say) -> str:
    if way_out.target not in number:
        return say(N_("%(who)s: %(words)s."), who=way_out.who, words=way_out.words)
    there = number[way_out.target]
    return say(N_("%(who)s: %(words)s. Go on with %(number)s."), who=way_out.who, words=way_out.words, number=there)
