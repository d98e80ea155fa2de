"""Somebody leaves, or forgot his password: what he could do before he can no longer, and the log says it."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from egov.audit.models import Entry
from egov.audit.verification import verify_log
from egov.db import db
from tests.cases.office import guide_dog, records_of, taken_by
from tests.cli.test_add_official import OMAR, appoint
from tests.identity.house import knock
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]
OLD, NEW = "open-harbour-demo", "a longer way to the sea"


def command(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=[*arguments])


def written(app: Flask) -> list[str]:
    """What the log says of roles, accounts and passwords."""
    of_these = ("role_taken", "account_closed", "password_set", "case_released")
    with app.app_context():
        return list(db.session.scalars(select(Entry.action).where(Entry.action.in_(of_these)).order_by(Entry.id)))


def test_who_leaves_can_do_nothing_any_more(app: Flask, people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference = guide_dog(amina)
    taken_by(omar, reference)
    result = command(app, "remove-official", "--username", "Omar")
    assert result.exit_code == 0
    assert "Omar Salim is no longer officer for all services at harbour-licensing." in result.output
    assert "Cases that are unclaimed again: 1." in result.output
    assert result.output.endswith("The account is closed.\n")
    omar.open("/office").has("Sign in")
    knock(Visitor(app), "omar", OLD, status=400)
    with records_of(app, reference) as case:
        assert case.claimed_by_id is None
    actions = written(app)
    assert actions.count("role_taken") == result.output.count("is no longer")
    assert actions[-2:] == ["case_released", "account_closed"]
    with app.app_context():
        assert not {finding.detector for finding in verify_log().findings} - {"waiting"}


def test_one_role_is_taken_and_the_others_stay(app: Flask) -> None:
    assert appoint(app, OMAR).exit_code == 0
    result = command(app, "remove-official", "--username", "omar", "--role", "auditor")
    assert "is no longer auditor for all services at audit-office." in result.output
    assert "Still held: officer" in result.output
    assert "account_closed" not in written(app)
    assert knock(Visitor(app), "omar", OLD).address == "/office"


def test_who_comes_back_gets_a_password_again(app: Flask) -> None:
    command(app, "remove-official", "--username", "omar")
    result = appoint(app, OMAR, password=NEW)
    assert "signs in as omar" in result.output
    assert "stays as it was" not in result.output
    assert knock(Visitor(app), "omar", NEW).address == "/audit"


def test_a_new_password_ends_what_was_open_with_the_old_one(app: Flask) -> None:
    omar = knock(Visitor(app), "omar", OLD)
    result = command(app, "set-password", "--username", "omar", "--password", NEW)
    assert (result.exit_code, result.output) == (
        0, "Omar Salim signs in as omar with the new password. Signed out: 1.\n",
    )  # fmt: skip
    omar.open("/office").has("Sign in")
    knock(Visitor(app), "omar", OLD, status=400)
    assert knock(Visitor(app), "omar", NEW).address == "/office"
    assert written(app) == ["password_set"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("remove-official", "--username", "nobody"), "Nobody signs in as nobody."),
        (("remove-official", "--username", "omar", "--role", "auditor"), "holds no such role. Held: officer"),
        (("set-password", "--username", "nobody", "--password", NEW), "Nobody signs in as nobody."),
        (("set-password", "--username", "omar", "--password", "short"), "The password is too short."),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    app: Flask, arguments: tuple[str, ...], sentence: str
) -> None:
    result = command(app, *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert written(app) == []
