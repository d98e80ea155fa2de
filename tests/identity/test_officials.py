"""Officials sign in with user name and password."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from egov.audit.operations import SIGNING_IN, SYSTEM, About, record
from egov.clock import now
from egov.db import db, transaction
from egov.identity.destinations import own_path
from egov.identity.models import Account
from egov.identity.passwords import hash_password, password_fits
from egov.web import limiter
from tests.identity.house import PASSWORD, empty_house, entries, is_signed_in, knock
from tests.support.visitor import Visitor

WRONG = "The user name or the password is not right."


def test_omar_signs_in_and_comes_to_his_office(visitor: Visitor) -> None:
    assert knock(visitor, "omar", PASSWORD).address == "/office"


def test_the_name_of_a_user_may_be_typed_in_capitals(visitor: Visitor) -> None:
    assert knock(visitor, " Omar", PASSWORD).address == "/office"


def test_ruth_the_auditor_comes_to_the_log(visitor: Visitor) -> None:
    assert knock(visitor, "ruth", PASSWORD).address == "/audit"


def test_who_asked_for_a_page_comes_to_it_after_signing_in(visitor: Visitor) -> None:
    assert visitor.open("/account").address == "/sign-in?next=/account"
    visitor.follow("Sign in with user name and password")
    assert visitor.press("Sign in", username="omar", password=PASSWORD).address == "/account"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "/\t/evil.example",
        "evil",
        "javascript:x",
    ],
)
def test_a_sign_in_never_leads_to_another_site(visitor: Visitor, target: str) -> None:
    assert own_path(target) == ""
    assert knock(visitor, "omar", PASSWORD, target=target).address == "/office"


def test_a_wrong_password_an_unknown_name_and_a_locked_account_get_the_same_answer(visitor: Visitor) -> None:
    for _attempt in range(5):
        knock(visitor, "omar", "wrong", status=400).has(WRONG)
    knock(visitor, "omar", PASSWORD, status=400).has(WRONG)
    knock(visitor, "nobody", "wrong", status=400).has(WRONG)
    knock(visitor, "", "", status=400).has(WRONG)
    assert not is_signed_in(visitor)


def test_the_fifth_wrong_password_locks_the_account_for_a_quarter_of_an_hour(app: Flask, visitor: Visitor) -> None:
    for _attempt in range(5):
        knock(visitor, "omar", "wrong", status=400)
    assert [entry.action for entry in entries(app)] == ["sign_in_failed"] * 4 + ["locked"]
    knock(visitor, "omar", PASSWORD, status=400)
    with app.app_context(), transaction():
        account = db.session.scalars(select(Account).where(Account.username == "omar")).one()
        assert account.locked_until is not None
        assert timedelta(minutes=14) < account.locked_until - now() <= timedelta(minutes=15)
        account.locked_until = now() - timedelta(seconds=1)
        record(SYSTEM, "alarm_set_anew", About(), purpose=SIGNING_IN)
    assert knock(visitor, "omar", PASSWORD).address == "/office"


def test_a_right_password_forgets_the_wrong_ones_before(visitor: Visitor) -> None:
    for right in (False, False, False, False, True, False, False, False, False):
        knock(visitor, "omar", PASSWORD if right else "wrong", status=200 if right else 400)
    assert knock(visitor, "omar", PASSWORD).address == "/office"


def test_an_account_without_a_password_cannot_be_entered_with_one() -> None:
    assert not password_fits("", "")
    assert password_fits(hash_password("harbour"), "harbour")


def test_after_twenty_attempts_in_a_minute_nobody_waits_for_a_hash(tmp_path: Path) -> None:
    visitor = Visitor(empty_house(tmp_path, RATELIMIT_ENABLED=True))
    try:
        for _attempt in range(20):
            knock(visitor, "nobody", "wrong", status=400)
        knock(visitor, "nobody", "wrong", status=429).has("Please wait a minute and try again.")
    finally:
        limiter.reset()
        limiter.enabled = False


def test_amina_is_turned_away_from_the_office_with_a_sentence(visitor: Visitor) -> None:
    visitor.sign_in("amina").open("/office", 403).has("This page is for officials.")
