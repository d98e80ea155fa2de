"""Two things at the same moment: nothing is counted once that happened twice, nothing is added twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from flask import Flask
from sqlalchemy import func, select

from egov.db import db, transaction
from egov.identity.citizens import Citizen, account_of_citizen
from egov.identity.lockout import MOST_FAILURES
from egov.identity.models import Account, Person
from egov.identity.operations import Browser, account_named, try_password
from tests.identity.house import entries

Result = TypeVar("Result")
AT_ONCE = 6


def at_once(app: Flask, deed: Callable[[], Result]) -> list[Result]:
    """Do a deed in several threads, each in a transaction of its own."""

    def alone(_number: int) -> Result:
        with app.app_context(), transaction():
            return deed()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(alone, range(AT_ONCE)))


def test_a_citizen_who_comes_in_several_tabs_becomes_one_person_with_one_account(app: Flask) -> None:
    citizen = Citizen("https://issuer.example", "s-9", "9999999999", "Noor Example", date(1990, 1, 1))
    numbers = at_once(app, lambda: account_of_citizen(citizen).id)
    assert len(set(numbers)) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count(Person.id)).where(Person.identifier == "9999999999")) == 1
        assert db.session.scalar(select(func.count(Account.id)).where(Account.subject == "s-9")) == 1
    assert len(entries(app, "account_opened")) == 1


def test_wrong_passwords_sent_all_at_once_are_counted_one_by_one(app: Flask) -> None:
    with app.app_context():
        account = account_named("omar")
        assert account is not None
        number = account.id
    assert at_once(app, lambda: try_password(number, Browser("", ""), right=False)) == [None] * AT_ONCE
    actions = sorted(entry.action for entry in entries(app))
    assert actions == ["locked"] + ["sign_in_failed"] * (AT_ONCE - 1)
    assert AT_ONCE > MOST_FAILURES
