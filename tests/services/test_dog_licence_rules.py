"""The Animals Act on dogs."""

from datetime import date

import pytest

from services.dog_licence import rules

NEW_YEARS_EVE, NEW_YEAR = date(2025, 12, 31), date(2026, 1, 1)
A_DOG = {"neutered": False, "guide_dog": False}


def test_a_dog_costs_twenty_five_crowns() -> None:
    assert rules.fee(A_DOG, NEW_YEAR) == 2500


def test_a_neutered_dog_costs_half() -> None:
    assert rules.fee({**A_DOG, "neutered": True}, NEW_YEAR) == 1250


@pytest.mark.parametrize("neutered", [True, False])
def test_a_guide_dog_costs_nothing(neutered: bool) -> None:
    assert rules.fee({"neutered": neutered, "guide_dog": True}, NEW_YEAR) == 0


def test_before_2026_a_dog_cost_twenty_crowns() -> None:
    assert rules.fee(A_DOG, NEW_YEARS_EVE) == 2000
    assert rules.fee({**A_DOG, "neutered": True}, NEW_YEARS_EVE) == 1000
