"""A drawing as SVG, written in few bytes: a page of a citizen must stay light.

Colours stand in attributes, so that a file is whole by itself; the style sheet of a page may override them by class.
Nothing is styled inline, as the Content-Security-Policy of the pages asks.
"""

from collections.abc import Iterable
from html import escape

from workflows.drawing.layout import CORNER, MARGIN, PADDING, TAB, TEXT, TITLE, Card, Drawing, Line, Point
from workflows.drawing.picture import Kind

INK, SOFT, PAPER, EDGE, RULE, NOW = "#14272d", "#4a5d64", "#ffffff", "#5d7279", "#cfd9db", "#e09a2b"
COLOURS = {
    Kind.START: "#0b5260",
    Kind.YOU: "#8a6400",
    Kind.OFFICE: "#124d74",
    Kind.GOOD: "#17653a",
    Kind.BAD: "#b0241c",
    Kind.END: "#5d7279",
}
STYLES = {
    "title": f'font-size="{TITLE}" font-weight="700"',
    "note": f'class="soft" fill="{SOFT}"',
    "strong": 'font-weight="700"',
    "exit": "",
}
ROUND = 6


def svg_of(drawing: Drawing, title: str, *, right_to_left: bool = False) -> str:
    """The whole drawing; for languages written from the right it is mirrored."""
    pen = _Pen(drawing, right_to_left)
    width, height = drawing.width, drawing.height
    direction = ' direction="rtl"' if right_to_left else ""
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="way" role="img" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" font-size="{TEXT}" fill="{INK}"{direction}>',
            f"<title>{escape(title)}</title>",
            f'<g fill="none" stroke-width="2">{pen.cables()}</g>',
            f'<g class="cards" fill="{PAPER}" stroke="{EDGE}">{pen.boxes()}</g>',
            pen.stripes(),
            pen.tabs(),
            f'<path class="rule" stroke="{RULE}" d="{pen.rules()}"/>',
            f'<g transform="translate({pen.x(MARGIN + PADDING)})">{pen.texts()}</g>',
            pen.heads(),
            "</svg>",
        )
    )


class _Pen:
    """Writes layer upon layer, mirrored where the reader begins at the right."""

    def __init__(self, drawing: Drawing, right_to_left: bool) -> None:
        self.drawing, self.right_to_left = drawing, right_to_left
        self.ahead = -1 if right_to_left else 1

    def x(self, x: int, width: int = 0) -> int:
        """The left edge of something that is ``width`` wide and begins at ``x`` in the direction of reading."""
        return self.drawing.width - x - width if self.right_to_left else x

    def cables(self) -> str:
        """The lines, one element for all that look the same; those that were taken are thick and lie on top."""
        paths = []
        for taken, more in ((False, ""), (True, ' stroke-width="5"')):
            for kind in Kind:
                lines = [self._line(c.points) for c in self.drawing.cables if c.kind == kind and c.is_taken == taken]
                name = f"to-{kind} taken" if taken else f"to-{kind}"
                if lines:
                    d = "".join(dict.fromkeys(lines))
                    paths.append(f'<path class="{name}" stroke="{COLOURS[kind]}"{more} d="{d}"/>')
        return "".join(paths)

    def boxes(self) -> str:
        """The cards; the one where the case stands has a thick border."""
        now = f' class="now" stroke="{NOW}" stroke-width="3"'
        return "".join(
            f'<rect x="{self.x(card.x, card.width)}" y="{card.y}" width="{card.width}" height="{card.height}" '
            f'rx="{ROUND}"{now if card.is_now else ""}/>'
            for card in self.drawing.cards
        )

    def stripes(self) -> str:
        """The colour of its kind along the edge of each card where reading begins."""
        return self._by_kind((card.place.kind, self._stripe(card)) for card in self.drawing.cards)

    def heads(self) -> str:
        """One arrow head for all lines that end at the same point."""
        ends = {cable.points[-1]: cable for cable in self.drawing.cables}
        return self._by_kind((cable.kind, self._head(cable.points)) for cable in ends.values())

    def tabs(self) -> str:
        """The band behind the words on the card where the case stands."""
        cards = [card for card in self.drawing.cards if card.is_now]
        return "".join(
            f'<path class="tab" fill="{NOW}" d="M{self.x(card.x, card.width)} {card.y + ROUND}q0-6 6-6'
            f'h{card.width - 2 * ROUND}q6 0 6 6v{TAB - ROUND}h-{card.width}z"/>'
            for card in cards
        )

    def rules(self) -> str:
        """The lines that part the ways out from the rest of a card."""
        ahead = self.ahead
        cards = [card for card in self.drawing.cards if card.rule]
        return "".join(f"M{self.x(card.x + ROUND)} {card.rule}h{ahead * (card.width - ROUND)}" for card in cards)

    def texts(self) -> str:
        """All lines of text, those of one style together."""
        lines = [line for card in self.drawing.cards for line in card.lines]
        groups = ((style, "".join(self._text(line) for line in lines if line.style == style)) for style in STYLES)
        return "".join(f"<g {STYLES[style]}>{words}</g>" for style, words in groups if words)

    def _text(self, line: Line) -> str:
        bold, rest = escape(line.text[: line.bold]), escape(line.text[line.bold :])
        return f'<text y="{line.y}">{f"""<tspan font-weight="700">{bold}</tspan>""" if bold else ""}{rest}</text>'

    def _by_kind(self, shapes: Iterable[tuple[Kind, str]]) -> str:
        found: dict[Kind, str] = {}
        for kind, shape in shapes:
            found[kind] = found.get(kind, "") + shape
        return "".join(f'<path class="of-{kind}" fill="{COLOURS[kind]}" d="{d}"/>' for kind, d in found.items())

    def _stripe(self, card: Card) -> str:
        back, r = -self.ahead * ROUND, ROUND
        return f"M{self.x(card.x + r)} {card.y}q{back} 0 {back} {r}v{card.height - 2 * r}q0 {r} {-back} {r}z"

    def _line(self, points: tuple[Point, ...]) -> str:
        """Straight down, or out of a card, along a lane and back, with round corners."""
        if len(points) == 2:
            (x, top), (_same, low) = points
            return f"M{self.x(x)} {top}v{low - top}"
        (edge, port), (lane, _port), (_lane, level), _end = points
        reach = min(CORNER, abs(level - port) // 2)
        turn, side = (reach if level > port else -reach), self.ahead * reach
        out = self.ahead * (lane - reach - edge)
        return (
            f"M{self.x(edge)} {port}h{out}q{side} 0 {side} {turn}v{level - port - 2 * turn}"
            f"q0 {turn} {-side} {turn}h{-out}"
        )

    def _head(self, points: tuple[Point, ...]) -> str:
        (x, y), (before, _level) = points[-1], points[-2]
        if before == x:
            return f"M{self.x(x)} {y}l{-6 * self.ahead}-9h{12 * self.ahead}z"
        return f"M{self.x(x)} {y}l{self.ahead * 9}-6v12z"
