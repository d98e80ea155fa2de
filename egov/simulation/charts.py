"""Where the bars and lines of the charts lie; the template draws them. Lengths are units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from egov.simulation.comparison import Comparison, number, waiting_times
from egov.texts import Text

WIDTH = 340
BAR, GAP, LABEL = 18, 8, 22
FOR_FIGURE = 60  # kept free beside the longest bar
PLOT_HEIGHT, PLOT_FROM = 150, 20


@dataclass(frozen=True)
class Bar:
    """A bar of design 1 or 2, with its figure behind its end."""

    design: int
    y: int
    x: float
    length: float
    text_x: float
    text: str


@dataclass(frozen=True)
class Group:
    """Bars under a label."""

    label: Text
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class BarChart:
    groups: tuple[Group, ...]
    height: int
    label_x: int


@dataclass(frozen=True)
class LineChart:
    """``lines`` are the points of the polylines; ``top`` is the figure at the upper edge."""

    lines: tuple[str, ...]
    top: str
    left: float
    right: float


def bar_chart(comparison: Comparison, *, to_left: bool) -> BarChart:
    """Waiting times of both designs; the bars grow in the direction in which the language is read."""
    times = [waiting_times(result) for result in comparison.both]
    longest = max((time for design in times for _label, time in design), default=0.0) or 1.0
    groups, y = [], 0
    for same in zip(*times, strict=False):
        lengths = [(WIDTH - FOR_FIGURE) * time / longest for _label, time in same]
        tops = [y + LABEL + place * (BAR + 2) for place in range(len(same))]
        bars = tuple(
            _bar(design, top, (length, number(time)), to_left=to_left)
            for design, (top, length, (_label, time)) in enumerate(zip(tops, lengths, same, strict=True), 1)
        )
        groups.append(Group(same[0][0], y + 15, bars))
        y += LABEL + len(same) * (BAR + 2) + GAP
    return BarChart(tuple(groups), y, WIDTH if to_left else 0)


def _bar(design: int, y: int, drawn: tuple[float, str], *, to_left: bool) -> Bar:
    length, text = drawn
    if to_left:
        return Bar(design, y, round(WIDTH - length, 1), round(length, 1), round(WIDTH - length - 6, 1), text)
    return Bar(design, y, 0, round(length, 1), round(length + 6, 1), text)


def line_chart(points: Sequence[tuple[float, float, float]], *, to_left: bool) -> LineChart:
    """How many cases wait, of both designs; time runs in the direction in which the language is read."""
    last = points[-1][0] or 1.0
    top = max(1.0, *(max(first, second) for _day, first, second in points))  # a tenth of a case is no mountain
    lines = []
    for which in (1, 2):
        places = [(_across(point[0] / last, to_left=to_left), _height(point[which] / top)) for point in points]
        lines.append(" ".join(f"{x:.1f},{y:.1f}" for x, y in places))
    return LineChart(tuple(lines), number(top), _across(0, to_left=to_left), _across(1, to_left=to_left))


def _across(part: float, *, to_left: bool) -> float:
    return WIDTH * (1 - part if to_left else part)


def _height(part: float) -> float:
    return PLOT_FROM + PLOT_HEIGHT * (1 - part)
