"""Figures that the law changes on a date: fees, limits, days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Schedule:
    """A figure by the day from which it holds: ``Schedule({date(2026, 1, 1): 2500})``. Money is in minor units."""

    figures: Mapping[date, int]

    def on(self, day: date) -> int:
        """The figure in force on a day; LookupError before the first."""
        in_force = [start for start in self.figures if start <= day]
        if not in_force:
            raise LookupError(f"no figure is in force on {day}; the first holds from {min(self.figures)}")
        return self.figures[max(in_force)]
