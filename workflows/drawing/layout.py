"""Where everything stands in a drawing: cards below one another, each as readable on a phone as a line of text.

A card names a place and lists the ways out of it. The way to the next card is an arrow down; all others run in lanes
beside the cards. Lengths are whole CSS pixels at the width of a small phone; ``x`` grows in the direction of reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.drawing.lanes import is_straight, lanes_of, with_sorted_exits
from workflows.drawing.picture import NOWHERE, Exit, Kind, Picture, Place, Way
from workflows.drawing.words import Say
from workflows.drawing.wrapping import wrapped
from workflows.words import N_

WIDTH = 320
MARGIN, PADDING = 2, 14
GAP, GAP_WITH_ARROW = 14, 28
LANE, FIRST_LANE, CORNER = 8, 18, 5
TITLE, TEXT = 16, 14
TITLE_LINE, TEXT_LINE, BASE = 21, 19, 5
BETWEEN, BELOW = 6, 9
ARROW_LEVEL = 20  # of the head of a lane's arrow, below the upper edge of the card
TAB = 23  # the height of the band that marks the card where the case stands
DONE = "✓ "

Point = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A line of text with its base point; its first ``bold`` letters are bold."""

    x: int
    y: int
    text: str
    style: str
    bold: int = 0


@dataclass(frozen=True)
class Card:
    """A box with its lines; ``rule`` is the level of the line that parts the ways out from the rest, 0 for none."""

    place: Place
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    ports: tuple[int, ...]
    rule: int
    is_now: bool
    is_done: bool


@dataclass(frozen=True)
class Cable:
    """A line from a way out to the place it leads to; the corners are rounded when it is drawn."""

    kind: Kind
    points: tuple[Point, ...]
    is_taken: bool


@dataclass(frozen=True)
class Drawing:
    """Cards, and the cables between them."""

    width: int
    height: int
    cards: tuple[Card, ...]
    cables: tuple[Cable, ...]


def laid_out(picture: Picture, say: Say, way: Way = NOWHERE, *, total: int = WIDTH) -> Drawing:
    """The drawing of a picture, ``total`` wide, with the way of a case marked in it."""
    places = with_sorted_exits(picture.places)
    lanes = lanes_of(places)
    count = max(lanes.values(), default=-1) + 1
    width = total - MARGIN - (FIRST_LANE + count * LANE if count else MARGIN)
    cards: list[Card] = []
    top = MARGIN
    for index, place in enumerate(places):
        cards.append(_card(place, top, width, _Marks(say, way)))
        goes_down = any(is_straight(places, index, way_out) for way_out in place.exits)
        top += cards[-1].height + (GAP_WITH_ARROW if goes_down else GAP)
    height = cards[-1].y + cards[-1].height + MARGIN
    return Drawing(total, height, tuple(cards), tuple(_cables(cards, lanes, way)))


@dataclass(frozen=True)
class _Marks:
    say: Say
    way: Way

    def tab(self, place: Place) -> str:
        return self.say(N_("The case stands here")) if self.way.is_at(place) else ""

    def title(self, place: Place) -> str:
        return DONE + place.title if self.way.came_through(place) else place.title

    def words(self, way_out: Exit) -> tuple[str, str]:
        who = f"{way_out.who}:"
        return (DONE + who if self.way.went_by(way_out) else who), way_out.words


class _Writer:
    """Writes lines into a card from its top downwards."""

    def __init__(self, x: int, y: int, width: int) -> None:
        self.x, self.y, self.width = x, y, width
        self.lines: list[Line] = []

    def write(self, text: str, style: str, *, bold: int = 0) -> None:
        """Wrap and write; the first ``bold`` letters of the text are bold."""
        size, height = (TITLE, TITLE_LINE) if style == "title" else (TEXT, TEXT_LINE)
        for line in wrapped(text, self.width, size, bold=style in ("title", "strong") or bold > 0):
            self.y += height
            self.lines.append(Line(self.x, self.y - BASE, line, style, max(0, min(bold, len(line)))))
            bold -= len(line) + 1


def _card(place: Place, top: int, width: int, marks: _Marks) -> Card:
    pen = _Writer(MARGIN + PADDING, top + PADDING // 2, width - 2 * PADDING)
    tab = marks.tab(place)
    if tab:
        pen.y = top + TAB - TEXT_LINE - 2
        pen.write(tab, "strong")
        pen.y = top + TAB + PADDING // 4
    pen.write(marks.title(place), "title")
    if place.note:
        pen.write(place.note, "note")
    for code, words in place.inner:
        pen.write(f"• {words}", "strong" if code == marks.way.now else "note")
    rule, ports = 0, []
    if place.exits:
        rule = pen.y + BETWEEN
        pen.y = rule
    for way_out in place.exits:
        pen.y += BETWEEN
        ports.append(pen.y + TEXT_LINE // 2 + 1)
        who, words = marks.words(way_out)
        pen.write(f"{who} {words}", "exit", bold=len(who))
    height = pen.y + BELOW - top
    is_now, is_done = bool(tab), marks.way.came_through(place)
    return Card(place, MARGIN, top, width, height, tuple(pen.lines), tuple(ports), rule, is_now, is_done)


def _cables(cards: Sequence[Card], lanes: dict[str, int], way: Way) -> list[Cable]:
    places = [card.place for card in cards]
    table = {card.place.code: card for card in cards}
    cables = []
    for index, card in enumerate(cards):
        for port, way_out in zip(card.ports, card.place.exits, strict=True):
            target = table.get(way_out.target)
            if target is None:
                continue
            straight = is_straight(places, index, way_out)
            points = _down(card, target) if straight else _around(card, port, target, lanes[way_out.target])
            cables.append(Cable(target.place.kind, points, way.went_by(way_out)))
    return sorted(dict.fromkeys(cables), key=lambda cable: cable.is_taken)


def _down(card: Card, target: Card) -> tuple[Point, ...]:
    x = card.x + PADDING * 2
    return ((x, card.y + card.height), (x, target.y))


def _around(card: Card, port: int, target: Card, lane: int) -> tuple[Point, ...]:
    edge = card.x + card.width
    x, level = edge + FIRST_LANE + lane * LANE, target.y + ARROW_LEVEL
    return ((edge, port), (x, port), (x, level), (edge, level))
