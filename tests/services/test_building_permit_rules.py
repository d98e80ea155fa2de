"""The Building Act: who is asked what, and what a permit costs."""

from datetime import date
from decimal import Decimal

import pytest

from services.building_permit import rules

NEW_YEARS_EVE, NEW_YEAR = date(2025, 12, 31), date(2026, 1, 1)


def house(*areas: str) -> dict[str, object]:
    return {"work": "new", "storey": [{"label": "A storey", "area": Decimal(area)} for area in areas]}


def test_the_floor_area_is_that_of_all_storeys() -> None:
    assert rules.floor_area(house("80.50", "60.25")) == Decimal("140.75")
    assert rules.floor_area({"work": "conversion"}) == 0


@pytest.mark.parametrize(
    ("areas", "metres"),
    [
        ((), 0),
        (("0.01",), 1),
        (("1",), 1),
        (("1.00",), 1),
        (("1.01",), 2),
        (("99.99",), 100),
        (("0.50", "0.50"), 1),  # the storeys are added up before the metre begun is rounded
        (("0.50", "0.51"), 2),
    ],
)
def test_each_square_metre_begun_is_paid(areas: tuple[str, ...], metres: int) -> None:
    assert rules.fee(house(*areas), NEW_YEAR) == 12000 + metres * 120
    assert rules.fee(house(*areas), NEW_YEARS_EVE) == 10000 + metres * 100


def test_a_fee_is_a_whole_number_of_minor_units() -> None:
    assert type(rules.fee(house("12.34"), NEW_YEAR)) is int


@pytest.mark.parametrize(
    ("work", "storeys", "old_use"), [("new", True, False), ("extension", True, False), ("conversion", False, True)]
)
def test_who_builds_is_asked_for_storeys_and_who_converts_for_uses(work: str, storeys: bool, old_use: bool) -> None:
    assert rules.has_storeys({"work": work}) is storeys
    assert rules.is_conversion({"work": work}) is old_use


def test_who_has_not_said_what_he_builds_is_asked_neither() -> None:
    assert not rules.has_storeys({})
    assert not rules.is_conversion({})


def test_trees_are_asked_about_only_where_they_are_felled_for_a_building() -> None:
    assert rules.felling_trees({"work": "new", "trees": True})
    assert not rules.felling_trees({"work": "new", "trees": False})
    assert not rules.felling_trees({"work": "conversion", "trees": True})
