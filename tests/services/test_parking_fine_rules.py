"""The Road Traffic Act on parking notices."""

from datetime import date

from services.parking_fine import rules

NOTICE = {"notice": {"key": "PN-2026-000123", "facts": {"amount": "4500"}}}


def test_a_fine_costs_what_stands_on_the_notice_on_any_day() -> None:
    assert rules.amount(NOTICE, date(2024, 1, 1)) == 4500
    assert rules.amount(NOTICE, date(2030, 1, 1)) == 4500


def test_only_who_says_so_contests() -> None:
    assert rules.contests({"contests": True})
    assert not rules.contests({"contests": False})
    assert not rules.contests({})


def test_there_is_one_case_about_a_notice() -> None:
    assert rules.number(NOTICE) == "PN-2026-000123"
