"""Somebody gets an account and a role; what does not fit is refused with a sentence, and nothing is half written."""

from datetime import date

import pytest
from click import Option
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select, text

from egov.audit.models import Entry
from egov.cli.officials import add_official
from egov.db import AT_ONCE, db
from egov.identity.models import Account, Person, RoleHolding
from tests.identity.house import knock
from tests.support.visitor import Visitor

PASSWORD = "a long way to the harbour"
BILAL = {
    "identifier": "2830166132", "name": "Bilal Haddad", "born": "1988-11-03", "username": "bilal",
    "role": "auditor", "service": "*", "office": "audit-office", "password": PASSWORD,
}  # fmt: skip
OMAR = {**BILAL, "identifier": "5281948211", "name": "Omar Salim", "born": "1979-01-25", "username": "omar"}
HIS_ROLE = {"role": "officer", "office": "harbour-licensing"}


def appoint(app: Flask, somebody: dict[str, str], **others: str) -> Result:
    options = [word for name, value in {**somebody, **others}.items() for word in (f"--{name}", value)]
    return app.test_cli_runner().invoke(args=["add-official", *options])


def written(app: Flask) -> list[tuple[object, ...]]:
    """All that the command can write."""
    columns = (
        (Person.identifier, Person.name),
        (Account.person_id, Account.username, Account.password_hash),
        (RoleHolding.person_id, RoleHolding.role, RoleHolding.service, RoleHolding.office),
        (Entry.id, Entry.action),
    )
    with app.app_context():
        return [tuple(row) for some in columns for row in db.session.execute(select(*some).order_by(*some))]


def test_a_citizen_who_is_appointed_signs_in_with_the_user_name(app: Flask) -> None:
    result = appoint(app, BILAL, username=" Bilal ")
    assert (result.exit_code, result.output) == (
        0,
        "Bilal Haddad is now auditor for all services at National Audit Office, and signs in as bilal.\n",
    )
    assert knock(Visitor(app), "bilal", PASSWORD).address == "/audit"


def test_one_more_role_leaves_the_account_as_it_is_and_says_so(app: Flask) -> None:
    result = appoint(app, OMAR, service="dog_licence")
    assert (result.exit_code, result.output) == (
        0,
        "Omar Salim is now auditor for dog_licence at National Audit Office, and signs in as omar. "
        "The password stays as it was.\n",
    )
    assert knock(Visitor(app), "omar", "open-harbour-demo").address == "/audit"


@pytest.mark.parametrize("service", ["*", "dog_licence"])
def test_a_role_that_is_held_is_told_and_nothing_is_written(app: Flask, service: str) -> None:
    before = written(app)
    result = appoint(app, OMAR, **HIS_ROLE, service=service)
    assert (result.exit_code, result.output) == (
        0,
        "Omar Salim already is officer for all services at Harbour City Council, Licensing Office, and signs in as "
        "omar. Nothing was changed.\n",
    )
    assert written(app) == before


def test_repeating_a_command_is_no_mistake(app: Flask) -> None:
    assert appoint(app, BILAL).exit_code == 0
    before = written(app)
    result = appoint(app, BILAL)
    assert result.exit_code == 0
    assert "already is auditor" in result.output
    assert written(app) == before


def test_somebody_who_was_not_known_is_added_with_what_was_given(app: Flask) -> None:
    result = appoint(app, BILAL, identifier="9876 543 217", name=" Noor  Aziz", username="noor", born="1990-02-28")
    assert (result.exit_code, result.output.startswith("Noor Aziz is now auditor ")) == (0, True)
    with app.app_context():
        noor = db.session.scalars(select(Person).filter_by(identifier="9876543217")).one()
        assert (noor.name, noor.born) == ("Noor Aziz", date(1990, 2, 28))
        of_her = select(Entry.action).where(Entry.subject_id == noor.id).order_by(Entry.id)
        assert db.session.scalars(of_her).all() == ["account_opened", "role_given"]


KNOWN = "2830166132 belongs to Bilal Haddad, born 1988-11-03."
REFUSED = [
    (BILAL, {"username": "omar"}, "The user name omar belongs to somebody else. Choose another."),
    (BILAL, {"username": "Omar"}, "The user name omar belongs to somebody else. Choose another."),
    (BILAL, {"username": " "}, "The user name is empty. Choose one."),
    (OMAR, {"username": "omar2"}, "Omar Salim signs in as omar. Give that user name."),
    (BILAL, {"name": "Bilal Hadad"}, f"{KNOWN} Give that name and that date, or correct the identifier."),
    (BILAL, {"born": "1988-11-30"}, f"{KNOWN} Give that name and that date, or correct the identifier."),
    (BILAL, {"identifier": "2830166123"}, "Check the national number: a digit is wrong or two have changed places."),
    (BILAL, {"identifier": "9876543217", "name": "1"}, "Enter the name as it is written in the official papers."),
    (BILAL, {"office": "nowhere"}, "No office has the code 'nowhere'. Choose one of: "),
    (BILAL, {"service": "fishing"}, "No service is named 'fishing'. Choose one of: "),
    (BILAL, {"password": "short"}, "The password is too short. Use at least 12 characters."),
]  # fmt: skip


@pytest.mark.parametrize(("somebody", "wrong", "sentence"), REFUSED)
def test_what_does_not_fit_is_refused_with_a_sentence_and_nothing_is_written(
    app: Flask, somebody: dict[str, str], wrong: dict[str, str], sentence: str
) -> None:
    before = written(app)
    result = appoint(app, somebody, **wrong)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.output.startswith(sentence)
    assert written(app) == before


def test_what_the_database_refuses_is_told_in_a_sentence(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_account ON account (person_id)"))
    before = written(app)
    result = appoint(app, BILAL)
    assert (result.exit_code, result.output) == (1, f"{AT_ONCE}\n")
    assert written(app) == before


@pytest.mark.parametrize("name", ["bilal  haddad", "بلال حداد"])
def test_a_name_may_be_given_in_either_script(app: Flask, name: str) -> None:
    assert "Bilal Haddad is now auditor" in appoint(app, BILAL, name=name).output


def test_each_option_says_what_it_wants() -> None:
    told = CliRunner().invoke(add_official, ["--help"], terminal_width=200).output
    silent = [option.name for option in add_official.params if isinstance(option, Option) and not option.help]
    assert not silent, told
    assert "--born YYYY-MM-DD" in told
