"""The Civil Registration Act on births."""

from datetime import date, timedelta

import pytest

from services.birth_registration import rules

BORN = date(2026, 2, 1)
LAST_DAY = BORN + timedelta(days=30)
ANSWERS = {
    "child_name": "Salma Haddad", "born": BORN, "sex": "female", "place": "XM-HA-02",
    "mother": {"identifier": "4260181595"}, "father": {"identifier": "2830166132"},
}  # fmt: skip


@pytest.mark.parametrize("day", [BORN, LAST_DAY - timedelta(days=1), LAST_DAY])
def test_a_birth_is_reported_in_time_and_free_up_to_the_thirtieth_day(day: date) -> None:
    assert not rules.is_late(ANSWERS, day)
    assert rules.fee(ANSWERS, day) == 0


def test_a_birth_reported_on_the_thirty_first_day_is_late_and_costs_ten_crowns() -> None:
    assert rules.is_late(ANSWERS, LAST_DAY + timedelta(days=1))
    assert rules.fee(ANSWERS, LAST_DAY + timedelta(days=1)) == 1000


def test_nothing_is_late_before_the_day_of_birth_is_known() -> None:
    assert not rules.is_late({}, LAST_DAY + timedelta(days=100))
    assert rules.fee({}, LAST_DAY) == 0


@pytest.mark.parametrize(
    ("who", "mother", "father"), [("mother", True, False), ("father", False, True), ("other", False, False)]
)
def test_the_parent_who_reports_is_filled_in(who: str, mother: bool, father: bool) -> None:
    assert rules.mother_applies({"you_are": who}) is mother
    assert rules.father_applies({"you_are": who}) is father
    assert not rules.mother_applies({})


def test_the_register_keeps_the_child_and_the_numbers_of_the_parents() -> None:
    assert rules.record(ANSWERS) == {
        "name": "Salma Haddad", "born": "2026-02-01", "sex": "female", "place": "XM-HA-02",
        "mother": "4260181595", "father": "2830166132",
    }  # fmt: skip


@pytest.mark.parametrize("father", [{}, {"father": None}])
def test_a_father_may_be_unknown(father: dict[str, None]) -> None:
    without = {key: value for key, value in ANSWERS.items() if key != "father"} | father
    assert rules.record(without)["father"] == ""
