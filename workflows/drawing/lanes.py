"""Which way the lines run: beside the cards, one lane for all lines to one place, the short ones inside.

The vertical places are counted, not measured: a card has its own number, the ways out of it come after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workflows.drawing.picture import Exit, Place


@dataclass(frozen=True)
class Trunk:
    """The lane of all lines that lead to one place, from its first to its last level."""

    target: str
    first: float
    last: float

    def meets(self, other: "Trunk") -> bool:
        return self.first <= other.last and other.first <= self.last


def with_sorted_exits(places: Sequence[Place]) -> list[Place]:
    """The ways out in an order in which the lines of one card never cross: first those that stay, then those that lead
    up, then down from the farthest to the nearest; the way to the next card is the last."""
    number = {place.code: index for index, place in enumerate(places)}
    return [replace(place, exits=tuple(_sorted(place.exits, here, number))) for here, place in enumerate(places)]


def _sorted(exits: Sequence[Exit], here: int, number: Mapping[str, int]) -> list[Exit]:
    def rank(way_out: Exit) -> tuple[int, int]:
        there = number.get(way_out.target)
        return (0, 0) if there is None else (1 if there <= here else 2, -there)

    return sorted(exits, key=rank)


def is_straight(places: Sequence[Place], index: int, way_out: Exit) -> bool:
    """Whether a way leads to the card below: then it is a short arrow, and needs no lane."""
    return index + 1 < len(places) and places[index + 1].code == way_out.target


def lanes_of(places: Sequence[Place]) -> dict[str, int]:
    """For each place that lines lead to around other cards, the lane in which they run; 0 is next to the cards."""
    number = {place.code: index for index, place in enumerate(places)}
    levels: dict[str, list[float]] = {}
    for index, place in enumerate(places):
        for port, way_out in enumerate(place.exits, 1):
            if way_out.target in number and not is_straight(places, index, way_out):
                start = index + port / (len(place.exits) + 1)
                levels.setdefault(way_out.target, [float(number[way_out.target])]).append(start)
    trunks = [Trunk(target, min(found), max(found)) for target, found in levels.items()]
    lanes: list[list[Trunk]] = []
    for trunk in sorted(trunks, key=lambda trunk: (trunk.last - trunk.first, trunk.first)):
        free = next((lane for lane in lanes if not any(trunk.meets(other) for other in lane)), None)
        if free is None:
            lanes.append(free := [])
        free.append(trunk)
    return {trunk.target: index for index, lane in enumerate(lanes) for trunk in lane}
