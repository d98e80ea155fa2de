"""Chance: how long things take, and random numbers that are looked up by case and step instead of drawn in turn."""

from dataclasses import dataclass
from hashlib import blake2b
from math import exp, log, sqrt
from statistics import NormalDist
from struct import unpack
from typing import Literal

NORMAL = NormalDist()
BITS = 52  # so that no number is ever 0 or 1, whose logarithms nobody wants

Kind = Literal["fixed", "exponential", "lognormal", "triangular", "observed"]


@dataclass(frozen=True)
class Time:
    """How long something takes: hours of work for officers, calendar days for applicants and payments.

    ``spread`` is the standard deviation as a part of the mean (lognormal), or how far a triangle reaches to both sides
    as a part of the mean. ``observed`` times happen as often as they were seen.
    """

    kind: Kind
    mean: float
    spread: float = 0.5
    observed: tuple[float, ...] = ()

    def at(self, chance: float) -> float:
        """The time that is not passed with this chance: the same chance gives a like time in any design."""
        if self.kind == "exponential":
            return -self.mean * log(1 - chance)
        if self.kind == "lognormal":
            variance = log(1 + self.spread**2)
            return self.mean * exp(NORMAL.inv_cdf(chance) * sqrt(variance) - variance / 2)
        if self.kind == "triangular":
            return self.mean * (1 + self.spread * _triangle(chance))
        if self.kind == "observed":
            return self.observed[int(chance * len(self.observed))]
        return self.mean


def observed(times: list[float]) -> Time:
    """Times as they were seen."""
    return Time("observed", sum(times) / len(times), 0, tuple(sorted(times)))


def chances(seed: int, case: int, where: str, visit: int = 0) -> tuple[float, float, float]:
    """Three numbers between 0 and 1 that belong to a case's visit somewhere.

    They depend on nothing else, so that a case that takes another way in another design meets the same fortune wherever
    it passes in both (common random numbers). A digest is twice as fast here as seeding a generator for each case, and
    a single generator for a case would give it other numbers after its first detour.
    """
    digest = blake2b(f"{seed}-{case}-{where}-{visit}".encode(), digest_size=24).digest()
    first, second, third = unpack("<3Q", digest)
    return _part(first), _part(second), _part(third)


def _part(number: int) -> float:
    return float(((number >> (64 - BITS)) + 0.5) * 2.0**-BITS)


def _triangle(chance: float) -> float:
    """From -1 to 1, most often 0."""
    return sqrt(2 * chance) - 1 if chance < 0.5 else 1 - sqrt(2 * (1 - chance))
