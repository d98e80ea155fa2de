"""What the Animals Act says about dogs: pure functions of the answers and a date. Fees are in minor units."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.schedule import Schedule

FEE = Schedule({date(2024, 1, 1): 2000, date(2026, 1, 1): 2500})


def fee(answers: Mapping[str, Any], on: date) -> int:
    """A neutered dog costs half; a guide dog costs nothing."""
    if answers["guide_dog"]:
        return 0
    return FEE.on(on) // 2 if answers["neutered"] else FEE.on(on)
