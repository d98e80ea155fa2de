"""The areas of the country as a tree: country, districts, villages, or however many levels there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from egov.country.localized import Localized
from egov.country.source import Row, Section
from egov.errors import NotFound


@dataclass(frozen=True)
class Level:
    code: str
    name: Localized


@dataclass(frozen=True)
class Area:
    """``parent`` is the code of the area it lies in, empty for the country itself."""

    code: str
    name: Localized
    parent: str
    level: str

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True)
class Areas:
    """All areas by their codes, and the levels from the widest to the narrowest."""

    levels: tuple[Level, ...]
    by_code: Mapping[str, Area] = field(hash=False)

    def __iter__(self) -> Iterator[Area]:
        return iter(self.by_code.values())

    def __contains__(self, code: str) -> bool:
        return code in self.by_code

    def area(self, code: str) -> Area:
        """The area with this code. Raises NotFound."""
        if code not in self.by_code:
            raise NotFound()
        return self.by_code[code]

    def children(self, code: str = "") -> tuple[Area, ...]:
        """The areas directly inside another; those inside none are the roots."""
        return tuple(area for area in self if area.parent == code)

    def path(self, code: str) -> list[Area]:
        """The way from the country down to the area. Raises NotFound."""
        area = self.area(code)
        return [*(self.path(area.parent) if area.parent else []), area]

    def at_level(self, level: str) -> tuple[Area, ...]:
        return tuple(area for area in self if area.level == level)


def read_areas(pack: Section, rows: tuple[Row, ...]) -> Areas:
    levels = tuple(Level(code, section.localized("name")) for code, section in pack.sections("area_levels").items())
    areas: dict[str, Area] = {}
    for row in rows:
        area = _area(row, levels, areas)
        areas[area.code] = area
    return Areas(levels, areas)


def _area(row: Row, levels: tuple[Level, ...], above: Mapping[str, Area]) -> Area:
    """An area checked against those above it in the file: a parent that stands first can never form a circle."""
    area = Area(row.text("code"), row.localized("name"), row.text("parent", ""), row.text("level"))
    if area.code in above:
        raise row.fault("code", f'"{area.code}" stands here twice. Give each area its own code.')
    if area.parent and area.parent not in above:
        raise row.fault(
            "parent", f'no area "{area.parent}" stands above this line. Add it above, or correct the parent.'
        )
    if area.level not in {level.code for level in levels}:
        raise row.fault(
            "level", f'"{area.level}" is not a level. Write one of: {", ".join(level.code for level in levels)}.'
        )
    return area
