"""``egov add-official``: an account and a role for somebody who works at an office."""

import sys
from collections.abc import Mapping
from datetime import date, datetime

import click
from sqlalchemy import select

from egov.audit.operations import APPOINTING, SYSTEM, About, record
from egov.catalogue import all_services
from egov.cli.context import with_appcontext
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.errors import Problem
from egov.identity.models import Account, Person, RoleHolding
from egov.identity.operations import account_named
from egov.identity.passwords import hash_password

ROLES = ("officer", "reviewer", "finance", "auditor", "appeal", "publisher")
SHORTEST_PASSWORD = 12
DAY = "YYYY-MM-DD"


@click.command("add-official")
@click.option("--identifier", prompt="National identifier", help="National identifier, as it is printed.")
@click.option("--name", prompt="Full name", help="Full name, as it is written in the official papers.")
@click.option(
    "--born", prompt=f"Date of birth ({DAY})", type=click.DateTime(["%Y-%m-%d"]), metavar=DAY, help="Date of birth."
)
@click.option("--username", prompt="User name", help="User name to sign in with; capital letters make no difference.")
@click.option("--role", prompt=True, type=click.Choice(ROLES), help="What the person may do at the office.")
@click.option("--service", prompt="Service, or * for all", default="*", help="Folder of a service, or * for all.")
@click.option("--office", prompt="Code of the office", help="Code of the office in offices.toml of the country pack.")
@click.password_option(help=f"At least {SHORTEST_PASSWORD} characters; one that the account has already stays.")
@with_appcontext
def add_official(*, name: str, born: datetime, username: str, password: str, **role: str) -> None:
    """Give somebody an account and a role; with the same identifier again, one more role."""
    identifier, username = current_pack().identifier.clean(role.pop("identifier")), username.strip().casefold()
    _check(identifier, name, username, password)
    _check_role(role)
    try:
        with transaction():
            person = _person(identifier, name, born.date())
            is_new_account = _open_account(person, username, password)
            held, is_new_role = _held(person, role)
    except Problem as problem:
        sys.exit(str(problem.sentence))
    services = "all services" if held.service == "*" else held.service
    told = f"{held.role} for {services} at {current_pack().office(held.office).name}, and signs in as {username}."
    click.echo(f"{person.name} {'is now' if is_new_role else 'already is'} {told}{_rest(is_new_account, is_new_role)}")


def _check(identifier: str, name: str, username: str, password: str) -> None:
    """End the command where one of these is wrong by itself."""
    problem = current_pack().identifier.problem(identifier) or current_pack().names.problem(name)
    if problem:
        sys.exit(f"{problem}.")
    if not username:
        sys.exit("The user name is empty. Choose one.")
    if len(password) < SHORTEST_PASSWORD:
        sys.exit(f"The password is too short. Use at least {SHORTEST_PASSWORD} characters.")


def _check_role(role: Mapping[str, str]) -> None:
    """End the command where there is no such office or service."""
    offices = current_pack().offices
    if role["office"] not in offices:
        sys.exit(f"No office has the code {role['office']!r}. Choose one of: {', '.join(offices)}.")
    if role["service"] not in ("*", *all_services()):
        sys.exit(f"No service is named {role['service']!r}. Choose one of: *, {', '.join(all_services())}.")


def _person(identifier: str, name: str, born: date) -> Person:
    """Whose identifier it is, added where nobody has it; ends the command where somebody else has it."""
    pack = current_pack()
    person = db.session.scalar(select(Person).filter_by(identifier=identifier))
    if person is None:
        person = Person(identifier=identifier, name=pack.names.clean(name), born=born, language=pack.default_language)
        db.session.add(person)
        db.session.flush()
    elif (_plain(name), born) not in [(_plain(known), person.born) for known in (person.name, person.other_name)]:
        known = f"{identifier} belongs to {person.name}, born {person.born}."
        sys.exit(f"{known} Give that name and that date, or correct the identifier.")
    return person


def _plain(name: str) -> str:
    return current_pack().names.clean(name).casefold()


def _open_account(person: Person, username: str, password: str) -> bool:
    """Whether the account had to be opened; ends the command where the user name is not for this person."""
    known = account_named(username)
    if known and known.person_id != person.id:
        sys.exit(f"The user name {username} belongs to somebody else. Choose another.")
    own = select(Account.username).where(Account.person_id == person.id, Account.username.is_not(None))
    names = [name for name in db.session.scalars(own) if name]
    if names and username not in [name.casefold() for name in names]:
        sys.exit(f"{person.name} signs in as {names[0]}. Give that user name.")
    if known and known.password_hash:
        return False
    account = known or Account(person=person, username=username)
    account.password_hash = hash_password(password)
    db.session.add(account)
    record(SYSTEM, "account_opened", About(person.id), purpose=APPOINTING)
    return True


def _held(person: Person, role: Mapping[str, str]) -> tuple[RoleHolding, bool]:
    """The role as the person holds it, perhaps for all services, and whether it had to be given."""
    where = {"person_id": person.id, "role": role["role"], "office": role["office"]}
    same = select(RoleHolding).filter_by(**where).where(RoleHolding.service.in_(("*", role["service"])))
    held = db.session.scalars(same.order_by(RoleHolding.service)).first()
    if held:
        return held, False
    given = RoleHolding(service=role["service"], **where)
    db.session.add(given)
    record(SYSTEM, "role_given", About(person.id), purpose=APPOINTING, details=dict(role))
    return given, True


def _rest(is_new_account: bool, is_new_role: bool) -> str:
    if is_new_account:
        return ""
    return " The password stays as it was." if is_new_role else " Nothing was changed."
