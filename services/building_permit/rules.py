"""What the Building Act says: pure functions of answers and a date. Fees in minor units, areas in square metres."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from workflows.schedule import Schedule

BASE_FEE = Schedule({date(2024, 1, 1): 10000, date(2026, 1, 1): 12000})
FEE_PER_SQUARE_METRE = Schedule({date(2024, 1, 1): 100, date(2026, 1, 1): 120})

Answers = Mapping[str, Any]


def for_company(answers: Answers) -> bool:
    return answers.get("applies_for") == "company"


def is_conversion(answers: Answers) -> bool:
    return answers.get("work") == "conversion"


def has_storeys(answers: Answers) -> bool:
    return answers.get("work") in ("new", "extension")


def felling_trees(answers: Answers) -> bool:
    return has_storeys(answers) and answers.get("trees") is True


def floor_area(answers: Answers) -> Decimal:
    """The floor area of all storeys; a conversion adds none."""
    return sum((storey["area"] for storey in answers.get("storey", [])), Decimal(0))


def fee(answers: Answers, on: date) -> int:
    """A base fee, and a fee for each square metre begun."""
    return BASE_FEE.on(on) + ceil(floor_area(answers)) * FEE_PER_SQUARE_METRE.on(on)
