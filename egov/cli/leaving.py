"""``egov remove-official`` and ``egov set-password``: somebody leaves or changes his desk, or forgot his password."""

import sys

import click
from sqlalchemy import select

from egov.audit.operations import APPOINTING, DECIDING, SYSTEM, About, record
from egov.cases.models import Case
from egov.cases.steps import is_officer_for
from egov.cli.context import with_appcontext
from egov.cli.officials import ROLES, SHORTEST_PASSWORD
from egov.db import db, transaction
from egov.errors import Problem
from egov.identity.models import Account, Person, RoleHolding
from egov.identity.operations import account_named, end_sign_ins_of
from egov.identity.passwords import hash_password


@click.command("remove-official")
@click.option("--username", prompt="User name", help="The user name with which the official signs in.")
@click.option("--role", type=click.Choice(ROLES), help="Take only this role away.")
@click.option("--office", help="Take away only what is held at the office with this code.")
@click.option("--service", help="Take away only what is held for this service; * for what is held for all.")
@with_appcontext
def remove_official(username: str, **which: str | None) -> None:
    """Take roles away, all unless some are named. Who holds none any more cannot sign in as an official."""
    try:
        with transaction():
            account = _account(username)
            taken = _take_away(account.person, {name: value for name, value in which.items() if value is not None})
            released, left = _release_cases_of(account.person), [*account.person.roles]
            if not left:
                _close(account)
    except Problem as problem:
        sys.exit(str(problem.sentence))
    for held in taken:
        click.echo(f"{account.person.name} is no longer {_in_words(held)}.")
    if released:
        click.echo(f"Cases that are unclaimed again: {released}.")
    click.echo("The account is closed." if not left else f"Still held: {'; '.join(map(_in_words, left))}.")


@click.command("set-password")
@click.option("--username", prompt="User name", help="The user name with which the official signs in.")
@click.password_option(help=f"At least {SHORTEST_PASSWORD} characters.")
@with_appcontext
def set_password(username: str, password: str) -> None:
    """Give an official a new password. Wherever he is signed in, he is signed out."""
    if len(password) < SHORTEST_PASSWORD:
        sys.exit(f"The password is too short. Use at least {SHORTEST_PASSWORD} characters.")
    hashed = hash_password(password)
    try:
        with transaction():
            account = _account(username)
            if not account.person.roles:
                sys.exit(f"{account.person.name} holds no role. Give one with: egov add-official.")
            account.password_hash, account.failures, account.locked_until = hashed, 0, None
            record(SYSTEM, "password_set", About(account.person_id), purpose=APPOINTING)
            ended = end_sign_ins_of(account)
    except Problem as problem:
        sys.exit(str(problem.sentence))
    click.echo(f"{account.person.name} signs in as {account.username} with the new password. Signed out: {ended}.")


def _account(username: str) -> Account:
    """The account of an official; ends the command where there is none."""
    account = account_named(username)
    if account is None:
        sys.exit(f"Nobody signs in as {username}. Correct the user name.")
    return account


def _take_away(person: Person, which: dict[str, str]) -> list[RoleHolding]:
    """The roles that are taken away; ends the command where he holds none of this kind."""
    taken = [held for held in person.roles if all(getattr(held, name) == value for name, value in which.items())]
    if not taken:
        held = "; ".join(map(_in_words, person.roles)) or "none"
        sys.exit(f"{person.name} holds no such role. Held: {held}.")
    for each in taken:
        db.session.delete(each)
        details = {"role": each.role, "service": each.service, "office": each.office}
        record(SYSTEM, "role_taken", About(person.id), purpose=APPOINTING, details=details)
    db.session.flush()
    db.session.expire(person, ["roles"])
    return taken


def _release_cases_of(person: Person) -> int:
    """Put back what lies on his desk and he may decide no longer; how many cases that were."""
    mine = db.session.scalars(select(Case).filter_by(claimed_by_id=person.id)).unique()
    cases = [case for case in mine if not is_officer_for(case, person)]
    for case in cases:
        case.claimed_by_id = case.claimed_by = None
        record(SYSTEM, "case_released", About(case.applicant_id, case.reference), purpose=DECIDING)
    return len(cases)


def _close(account: Account) -> None:
    account.password_hash = ""  # which fits no password
    record(SYSTEM, "account_closed", About(account.person_id), purpose=APPOINTING)
    end_sign_ins_of(account)


def _in_words(held: RoleHolding) -> str:
    return f"{held.role} for {'all services' if held.service == '*' else held.service} at {held.office}"
