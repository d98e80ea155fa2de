"""``egov add-official``: an account and a role for somebody who works at an office."""

import sys
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from egov.audit.operations import APPOINTING, SYSTEM, About, record
from egov.catalogue import all_services
from egov.country.pack import current_pack
from egov.db import db, transaction
from egov.identity.models import Account, Person, RoleHolding
from egov.identity.passwords import hash_password

ROLES = ("officer", "reviewer", "finance", "auditor", "appeal", "publisher")
SHORTEST_PASSWORD = 12


@click.command("add-official")
@click.option("--identifier", prompt="National identifier")
@click.option("--name", prompt="Full name")
@click.option("--born", prompt="Date of birth (2026-03-27)", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--username", prompt="User name")
@click.option("--role", prompt=True, type=click.Choice(ROLES))
@click.option("--service", prompt="Service, or * for all", default="*")
@click.option("--office", prompt="Code of the office")
@click.password_option(help=f"At least {SHORTEST_PASSWORD} characters.")
@with_appcontext
def add_official(*, name: str, born: datetime, username: str, password: str, **role: str) -> None:
    """Give somebody an account and a role; with the same identifier again, one more role."""
    pack, identifier = current_pack(), current_pack().identifier.clean(role.pop("identifier"))
    problem = pack.identifier.problem(identifier)
    if problem:
        sys.exit(str(problem))
    if role["office"] not in pack.offices:
        sys.exit(f"No office has the code {role['office']!r}. Choose one of: {', '.join(pack.offices)}.")
    if role["service"] not in ("*", *all_services()):
        sys.exit(f"No service is named {role['service']!r}. Choose one of: *, {', '.join(all_services())}.")
    if len(password) < SHORTEST_PASSWORD:
        sys.exit(f"The password is too short. Use at least {SHORTEST_PASSWORD} characters.")
    with transaction():
        person = db.session.scalar(select(Person).filter_by(identifier=identifier)) or _person(identifier, name, born)
        db.session.add(RoleHolding(person_id=person.id, **role))
        if db.session.scalar(select(Account).filter_by(username=username)) is None:
            db.session.add(Account(person=person, username=username, password_hash=hash_password(password)))
        record(SYSTEM, "role_given", About(person.id), purpose=APPOINTING, details=role)
    click.echo(f"{name} is now {role['role']} for {role['service']} at {pack.office(role['office']).name}.")


def _person(identifier: str, name: str, born: datetime) -> Person:
    language = current_pack().default_language
    person = Person(identifier=identifier, name=name, born=born.replace(tzinfo=UTC).date(), language=language)
    db.session.add(person)
    db.session.flush()
    return person
